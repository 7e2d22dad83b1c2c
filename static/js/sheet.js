export function sheet(){} export const openSheet=sheet, closeSheet=sheet;
