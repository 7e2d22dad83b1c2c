// Before anything is drawn: what only pages without scripts need never shows, and nothing moves.

document.documentElement.classList.add("scripted");
