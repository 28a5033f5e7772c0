/**
 * One WebSocket binary frame, unmasked and unfragmented as servers send them (RFC 6455, 5.2): built once for
 * everybody in a room, where the library would build a header for each.
 */
export function binaryFrame(payload: Uint8Array): Buffer {
  const finalBinary = 0x82;
  const { length } = payload;
  const headerLength = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(headerLength + length);
  frame[0] = finalBinary;
  if (headerLength === 2) frame[1] = length;
  else if (headerLength === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.set(payload, headerLength);
  return frame;
}
