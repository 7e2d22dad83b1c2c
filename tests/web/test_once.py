from studio import once


def test_a_request_asks_once_and_the_next_one_again():
    asked = []

    @once.per_request(lambda word: word)
    def ask(word):
        asked.append(word)
        return word.upper()

    page = once.middleware(lambda request: [ask("a"), ask("a"), ask("b")])

    assert page(None) == ["A", "A", "B"]
    assert page(None) == ["A", "A", "B"]
    assert asked == ["a", "b", "a", "b"]


def test_outside_a_request_nothing_is_remembered():
    asked = []
    ask = once.per_request(lambda: ())(lambda: asked.append(1))
    ask()
    ask()

    assert len(asked) == 2


def test_one_request_inside_another_keeps_its_own(alice):
    seen = []
    inner = once.middleware(lambda request: once.memory.get())
    outer = once.middleware(lambda request: seen.append((once.memory.get(), inner(None))))
    outer(None)

    [(ours, theirs)] = seen
    assert ours is not theirs
    assert once.memory.get() is None
