// What this tab and this device keep of a draft, and which version of it the server has.

export const PREFIX = "draft:";

let isLeaving = false; // signing out: nothing more is written here

export const read = (key) => kept(sessionStorage, key) ?? kept(localStorage, key);

export function write(key, value) {
  if (isLeaving) return;
  for (const storage of [sessionStorage, localStorage]) {
    try {
      storage.setItem(key, JSON.stringify(value));
    } catch {
      storage.removeItem(key); // full: an old draft would be worse than none
    }
  }
}

export function versions(key) {
  try {
    return JSON.parse(localStorage.getItem(`${key}:versions`)) ?? {};
  } catch {
    return {};
  }
}

export function know(key, kind, version) {
  if (isLeaving) return;
  localStorage.setItem(`${key}:versions`, JSON.stringify({ ...versions(key), [kind]: version }));
}

export function forget() {
  isLeaving = true;
  for (const storage of [sessionStorage, localStorage]) {
    for (const key of Object.keys(storage)) if (key.startsWith(PREFIX)) storage.removeItem(key);
  }
}

function kept(storage, key) {
  try {
    const found = JSON.parse(storage.getItem(key));
    return Array.isArray(found?.entries) ? found : null;
  } catch {
    return null;
  }
}
