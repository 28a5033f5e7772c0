/** A date without a time (2026-11-24) or a moment, as a person reads it. */
export function dayText(date: string): string {
  const [year = 0, month = 1, day = 1] = date.slice(0, 10).split('-').map(Number);
  const at = date.length > 10 ? new Date(date) : new Date(year, month - 1, day);
  const sameYear = at.getFullYear() === new Date().getFullYear();
  return at.toLocaleDateString(undefined, {
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  });
}

/** True when the day lies behind. */
export function isOverdue(date: string): boolean {
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, '0');
  return date < `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
