/** What another participant could learn from: every frame they received, searched for anything that ties a card to a person. */
import * as encoding from 'lib0/encoding';
import type * as Y from 'yjs';
import type { Id } from '#shared/protocol/index.ts';

/** Somebody who wrote anonymous cards. */
export interface Author {
  readonly memberId: Id;
  readonly name: string;
  /** Every clientID this person's notes were ever written with. */
  readonly clientIds: readonly number[];
  readonly noteIds: readonly Id[];
  readonly texts: readonly string[];
}

/** What one other participant has: frames as they came, and the board they make. */
export interface Observed {
  readonly frames: readonly Buffer[];
  readonly board: Y.Doc;
  /** A frame that brings whole documents (an answer to `join`, a step 2) names everybody beside every card. */
  isWhole(frame: Buffer): boolean;
}

/** Every tie found; an anonymous meeting has none. */
export function tiesIn({ frames, board, isWhole }: Observed, authors: readonly Author[]): string[] {
  const ties: string[] = [];
  frames.forEach((frame, index) => {
    for (const { name, clientIds, noteIds } of authors) {
      for (const id of noteIds)
        if (frame.includes(id)) ties.push(`frame ${index} holds the id of a note of ${name}`);
      for (const id of clientIds) {
        if (writings(id).some((bytes) => frame.includes(bytes)))
          ties.push(`frame ${index} holds a clientID of ${name}`);
      }
    }
    const brings = authors.some(({ texts }) => texts.some((text) => frame.includes(text)));
    if (!brings || isWhole(frame)) return;
    for (const { memberId, name } of authors) {
      if (frame.includes(memberId) || frame.includes(name))
        ties.push(`frame ${index} brings a card and names ${name}`);
    }
  });
  for (const [id, card] of board.getMap('cards').entries()) {
    const text = JSON.stringify(card);
    const keys = typeof card === 'object' && card !== null ? Object.keys(card).sort().join() : typeof card;
    if (keys !== 'at,column,text') ties.push(`card ${id} has ${keys}`);
    for (const { memberId, name, noteIds } of authors) {
      if (text.includes(memberId) || text.includes(name)) ties.push(`card ${id} names ${name}`);
      if (noteIds.includes(id)) ties.push(`card ${id} has the id of a note of ${name}`);
    }
  }
  return [...new Set(ties)];
}

/** A clientID as Yjs writes it, and as msgpack would. */
function writings(clientId: number): Buffer[] {
  const big = Buffer.alloc(4);
  big.writeUInt32BE(clientId);
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, clientId);
  return [big, Buffer.from(encoding.toUint8Array(encoder))];
}
