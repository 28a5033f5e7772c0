/** The time zone this browser runs in. */
export function browserTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** All time zones for a list to choose from; `chosen` is among them even where this browser calls it otherwise. */
export function timeZoneOptions(chosen: string): { value: string; name: string }[] {
  const zones = new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', chosen]);
  return [...zones].sort().map((value) => ({ value, name: value.replaceAll('_', ' ') }));
}
