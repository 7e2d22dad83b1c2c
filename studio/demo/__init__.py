"""The demo vendor: it makes real pictures and clips on this machine, without a key.

Start it with `python -m studio.demo`. It speaks JSON over HTTP as any vendor does:

    POST /v1/tasks {"model", "prompt", "kind", "params", "references", "outputs"}
        -> 201 {"id"}
    GET /v1/tasks/{id}
        -> {"status", "progress", "preview", "seed", "results": [{"url"} | {"error"}], "error"}
    GET /v1/files/{id}/{index}.png | .mp4
        -> the bytes

`status` is queued, running, in_review, succeeded or failed. An error is
`{"code", "message"}`, its code one of the kinds of our own tree of errors.

A task's id holds everything about it, so that nothing is stored and a restart loses
nothing. A word with a # in the prompt chooses what happens:

    word          what happens
    ------------  ------------------------------------------------------------------
    (none)        an image in 3-6 s, a video in 8-12 s, with progress in steps
    #fast         done after 1 s
    #pct          done after 8 s, with progress percent by percent
    #preview      the same with unfinished pictures: small ones, as data URIs
    #slow         done after 30 s, silent until then
    #review       a review in the middle of it
    #late         says succeeded 3 s before there is a URL
    #partial      of several results, the last one is missing
    #fail         fails half-way
    #policyout    is made, then withheld by the vendor's rules
    #savefail     succeeds, but the file cannot be fetched
    #latecancel   takes 15 s; like every task here, it cannot be stopped
    #stuck        never ends; also #timeout
    #policy       refused: the vendor's rules forbid the prompt; also #forbidden
    #busy         refused with Retry-After for the first seconds, then accepted
    #account      refused: our account at the vendor is empty
    #down         refused: the model is switched off
    #lost         a task is made, but the answer is a bare 500

`STUDIO_DEMO_SPEED` divides all these times (default 1; tests set it high).
"""
