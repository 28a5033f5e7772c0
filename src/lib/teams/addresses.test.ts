import { expect, it } from 'vitest';
import { addressesIn } from './addresses.ts';

it.each([
  ['a@x.org, b@x.org;c@x.org\nd@x.org', ['a@x.org', 'b@x.org', 'c@x.org', 'd@x.org'], []],
  ['A@X.org a@x.org', ['a@x.org'], []],
  ['"López, Ana" <ana@x.org>, Bo <bo@x.org>', ['ana@x.org', 'bo@x.org'], []],
  ['ana@x.org, Bo Li <bo@x.org>\nCy <cy@x.org>', ['ana@x.org', 'bo@x.org', 'cy@x.org'], []],
  ['ana@x.org bo', ['ana@x.org'], ['bo']],
  ['@x.org ana@ <>', [], ['@x.org', 'ana@', '<>']],
  ['', [], []],
])('%j names its addresses, each once', (text, good, bad) => {
  expect(addressesIn(text)).toEqual({ good, bad });
});
