// A form as its document judges it: the same answers as `studio/form_state.py` gives.

import { best, given, isVisible, price, problems } from "./rules.js";

export function evaluate(form, values, references = [], count = 1, length = 0) {
  const offers = offersFor(form, values);
  const sent = given(form, values, references.length);
  const offer = best(offers, sent, references, length) ?? best(offers, sent, references);
  return {
    given: sent,
    offer: offer && offer.id,
    credits: offer ? price(offer, sent, count) : null,
    hidden: form.params.filter((param) => !isVisible(param, references.length)).map((param) => param.key),
    blocked: blocked(form, offers, sent, references),
    deltas: deltas(form, offers, sent, references),
    pixels: offer ? pixels(offer, sent) : "",
  };
}

export function offersFor(form, values) {
  return form.offers.filter((offer) => !values.vendor || offer.vendor === values.vendor);
}

export function blocked(form, offers, sent, references) {
  const found = {};
  for (const param of form.params) {
    const others = without(sent, param.key);
    if (!isVisible(param, references.length) || !best(offers, others, references)) continue;
    for (const option of param.options ?? []) {
      const wish = choosing(param, option.v, others);
      if (best(offers, wish, references)) continue;
      found[param.key] ??= {};
      found[param.key][option.v] = reason(offers, wish, param.key, references);
    }
  }
  return found;
}

function without(sent, key) {
  return Object.fromEntries(Object.entries(sent).filter(([name]) => name !== key));
}

function choosing(param, value, others) {
  const idle = !value || (param.agreed && value === param.default);
  return idle ? { ...others } : { ...others, [param.key]: value };
}

function reason(offers, wish, key, references) {
  for (const offer of offers) {
    const whys = Object.values(problems(offer, wish, references));
    if (whys.length && whys.every(Boolean)) return { why: whys[0] };
  }
  for (const other of Object.keys(wish)) {
    if (other !== key && best(offers, without(wish, other), references)) return { with: other };
  }
  return {};
}

export function deltas(form, offers, sent, references) {
  const found = {};
  for (const param of form.params) {
    const others = without(sent, param.key);
    const usual = priceOfOne(offers, choosing(param, param.default, others), references);
    for (const option of param.options ?? []) {
      const one = priceOfOne(offers, choosing(param, option.v, others), references);
      if (usual === null || one === null || one === usual) continue;
      found[param.key] ??= {};
      found[param.key][option.v] = one - usual;
    }
  }
  return found;
}

function priceOfOne(offers, sent, references) {
  const offer = best(offers, sent, references);
  return offer ? price(offer, sent, 1) : null;
}

function pixels(offer, sent) {
  const [size, shape] = ["size", "aspect_ratio"].map((name) => sent[name] ?? String(offer.defaults[name] ?? ""));
  return offer.takes.size?.table?.[size]?.[shape] ?? "";
}
