import { describe, expect, it } from 'vitest';
import css from './tokens.css?raw';

type Theme = 'light' | 'dark';

/** The colour a token has in a theme, as #rrggbb. */
function colour(token: string, theme: Theme): string {
  const value = new RegExp(
    `--${token}:\\s*(?:light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)|(#[0-9a-f]{6}))`,
  ).exec(css);
  const found = value?.[3] ?? value?.[theme === 'light' ? 1 : 2];
  if (!found) throw new Error(`no colour --${token}`);
  return found;
}

/** Relative luminance as WCAG 2.2 defines it. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

const faces = [0, 1, 2, 3, 4, 5].map((face) => ['on-face', `face-${face}`] as const);
const grounds = ['paper', 'surface', 'sunken'] as const;
const text = [
  ...['ink', 'ink-soft', 'ink-faint', 'act'].flatMap((ink) =>
    grounds.map((ground) => [ink, ground] as const),
  ),
  ...['good', 'bad'].flatMap((ink) =>
    (['paper', 'surface'] as const).map((ground) => [ink, ground] as const),
  ),
  ['on-act', 'act'],
  ['on-act', 'act-strong'],
  ['ink', 'act-soft'],
  ['act', 'act-soft'],
  ['ink', 'hand-soft'],
  ['bad', 'bad-soft'],
  ['ink', 'bad-soft'],
  ...faces,
] as const;
const controls = [
  ...['edge', 'hand', 'act', 'column-1', 'column-2', 'column-3', 'column-4', 'column-5'].flatMap((edge) =>
    (['paper', 'surface'] as const).map((ground) => [edge, ground] as const),
  ),
  ['hand', 'hand-soft'],
] as const;

describe.each<Theme>(['light', 'dark'])('the %s theme', (theme) => {
  it.each(text)('%s is readable on %s', (ink, ground) => {
    expect(contrast(colour(ink, theme), colour(ground, theme))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(controls)('%s stands out from %s', (edge, ground) => {
    expect(contrast(colour(edge, theme), colour(ground, theme))).toBeGreaterThanOrEqual(3);
  });

  it('would notice a pale ink', () => {
    expect(contrast('#b0b0b0', colour('surface', 'light'))).toBeLessThan(4.5);
  });
});
