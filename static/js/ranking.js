// Which commands fit what was typed, and how well.

const MOST = 6; // of each group
const NONE = 4;

// Copies of the groups with what has all the words, the best first; groups without any are left out.
export function best(groups, words) {
  const found = groups.map((group) => {
    const copy = group.cloneNode(true);
    const ranked = [...copy.querySelectorAll("a")].map((option) => ({ option, at: rank(option, words) }));
    for (const { option } of ranked) option.remove();
    const kept = ranked.filter(({ at }) => at < NONE).sort(byRank).slice(0, MOST);
    copy.append(...kept.map(({ option }) => option));
    return { copy, at: kept[0]?.at ?? NONE };
  });
  return found.filter(({ at }) => at < NONE).sort(byRank).map(({ copy }) => copy);
}

const byRank = (one, other) => one.at - other.at;

// The very name, its beginning, the beginnings of its words, somewhere in it.
function rank(option, words) {
  const label = option.querySelector(".label").textContent.trim().toLowerCase();
  const query = words.join(" ");
  const ways = [
    label === query,
    label.startsWith(query),
    words.every((word) => ` ${label}`.includes(` ${word}`)),
    words.every((word) => label.includes(word)),
    true,
  ];
  return ways.indexOf(true);
}
