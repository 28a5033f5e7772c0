/** A picture of a person: a small square PNG, as the browser draws it before sending. */

/** Pixels of its sides. */
const side = 128;
const mostBytes = 100_000;
/** Its length as text in a request. */
export const mostBase64 = Math.ceil(mostBytes / 3) * 4;

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const header = Buffer.from([0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);

/** True for a PNG of our size: no other format is served, and none that unpacks to something huge. */
export function isPicture(bytes: Buffer): boolean {
  return (
    bytes.length > 33 &&
    bytes.length <= mostBytes &&
    bytes.subarray(0, 8).equals(signature) &&
    bytes.subarray(8, 16).equals(header) &&
    bytes.readUInt32BE(16) === side &&
    bytes.readUInt32BE(20) === side
  );
}
