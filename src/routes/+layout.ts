import { getLocale, overwriteGetLocale } from '#lib/paraglide/runtime.js';

export const ssr = false;
export const prerender = false;

// A page speaks one language until it is loaded again. To ask each time would read a cookie for every text on a screen.
const locale = getLocale();
overwriteGetLocale(() => locale);
