import { z } from 'zod';

const address = z.email().max(254);

/** What people type or paste into a list of addresses: lines, commas, semicolons, `Ana López <ana@example.com>`. */
export function addressesIn(text: string): {
  readonly good: readonly string[];
  readonly bad: readonly string[];
} {
  // In front of an address in angle brackets stands a name; one that holds a comma stands in quotes.
  const bare = text
    .replaceAll(/"[^"\n]*"(?=\s*<)/gu, '')
    .replaceAll(/(?<=^|[\n,;])[^\n,;<>@]*<([^<>\s]+)>/gu, ' $1 ');
  const words = new Set(
    bare
      .split(/[\s,;]+/u)
      .filter(Boolean)
      .map((word) => word.toLowerCase()),
  );
  const good = [...words].filter((word) => address.safeParse(word).success);
  return { good, bad: [...words].filter((word) => !good.includes(word)) };
}
