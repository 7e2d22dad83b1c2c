// Of all tabs of a browser one leads: `begin` is called in it, once it does.
// Where locks are not to be had (plain http on another machine), every tab leads itself.

export function lead(name, begin) {
  if (!navigator.locks) {
    begin();
    return;
  }
  navigator.locks.request(name, () => {
    begin();
    return new Promise(() => {}); // held until the tab goes
  });
}
