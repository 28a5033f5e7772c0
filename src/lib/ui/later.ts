/** Parts that no screen needs in order to be usable: fetched when they are asked for, or when the page has rested a while. */
const restMs = 3_000;

export const loadDialog = () => import('./DialogSheet.svelte');
export const loadMenu = () => import('./MenuList.svelte');

let planned = false;

/** Fetches them before anybody presses a button: without a network it would be too late. */
export function fetchLater(): void {
  if (planned || typeof window === 'undefined') return;
  planned = true;
  // Whoever asks for a part that could not be fetched is told so.
  setTimeout(() => void Promise.allSettled([loadMenu(), loadDialog()]), restMs);
}
