import { z } from 'zod';

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const uuidPattern = new RegExp(`^${uuid}$`);

/** An id as we make and take it: a lower-case UUID. */
export const idSchema = z.string().regex(uuidPattern);
/** A lower-case UUID. */
export type Id = string;

/** True when `value` is a lower-case UUID, and nothing around it. */
export function isId(value: string): value is Id {
  return uuidPattern.test(value);
}

/** The three documents of a meeting; `notes:{memberId}` is one per participant. */
export type DocumentName = 'board' | 'table' | `notes:${Id}`;

const documentPattern = new RegExp(`^(board|table|notes:${uuid})$`);

/** The strict pattern of a document's name: nothing is ever created by asking for another. */
export const documentNameSchema = z.custom<DocumentName>(
  (value) => typeof value === 'string' && documentPattern.test(value),
);

/** True when `value` names a document. */
export function isDocumentName(value: string): value is DocumentName {
  return documentPattern.test(value);
}

/** The document that holds a member's own cards. */
export function notesOf(memberId: Id): DocumentName {
  return `notes:${memberId}`;
}

/** Whose notes a document holds, or undefined for `board` and `table`. */
export function ownerOf(document: DocumentName): Id | undefined {
  return document.startsWith('notes:') ? document.slice('notes:'.length) : undefined;
}
