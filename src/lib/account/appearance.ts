/** How things look on this device, as static/theme.js sets it before the first paint. */
import { getLocale, isLocale, setLocale } from '#lib/paraglide/runtime.js';
import { themes, type Motion, type Theme } from '#shared/people/preferences.ts';

/** What this device shows. */
export function chosenTheme(): Theme {
  return themes.find((theme) => theme === localStorage.getItem('theme')) ?? 'system';
}

/** Shows a theme, and remembers it on this device. */
export function chooseTheme(theme: Theme): void {
  choose('theme', theme);
}

/** Lets things move or not, and remembers it on this device. */
export function chooseMotion(motion: Motion): void {
  choose('motion', motion);
}

/** Speaks a language we have; the browser's for null. Another one than now loads the page again. */
export function chooseLocale(locale: string | null): void {
  const wished = [locale, ...navigator.languages.flatMap((tag) => [tag, tag.split('-')[0]])];
  const wanted = wished.find((tag) => isLocale(tag));
  if (wanted && wanted !== getLocale()) void setLocale(wanted);
}

function choose(key: 'theme' | 'motion', value: string): void {
  const root = document.documentElement;
  if (value === 'system') {
    localStorage.removeItem(key);
    root.removeAttribute(`data-${key}`);
  } else {
    localStorage.setItem(key, value);
    root.setAttribute(`data-${key}`, value);
  }
}
