/** `FUZZ_SEEDS=3000 FUZZ_FROM=17` runs other seeds than the usual ones: how the soak, and somebody after a bug, does it. */
export function fuzzSeeds(usual: number): number[] {
  const from = Number(process.env['FUZZ_FROM'] ?? 1);
  return Array.from({ length: Number(process.env['FUZZ_SEEDS'] ?? usual) }, (_, at) => from + at);
}
