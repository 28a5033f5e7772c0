import { documentNameSchema, type DocumentName, type Id } from '#shared/protocol/index.ts';
import type { Cipher, KeyStore } from '../keys/index.ts';

/** The keys of a meeting, by their slots. The private one goes at close. */
export interface MeetingSlots {
  readonly meetingId: Id;
  readonly contentSlot: number;
  readonly privateSlot: number | null;
}

/**
 * How the rows of one meeting are sealed. `board` and `table` are under the content key, everybody's own notes and
 * every name that ties something to a person under the private one.
 */
export class MeetingSeal {
  readonly meetingId: Id;
  readonly slots: MeetingSlots;
  readonly #keys: KeyStore;
  readonly #tags = new Map<DocumentName, Buffer>();
  readonly #documents = new Map<string, DocumentName>();

  constructor(keys: KeyStore, slots: MeetingSlots) {
    this.#keys = keys;
    this.slots = slots;
    this.meetingId = slots.meetingId;
  }

  get content(): Cipher {
    return this.#keys.cipher(this.slots.contentSlot);
  }

  /** Throws when the meeting is closed. */
  get private(): Cipher {
    if (this.slots.privateSlot === null)
      throw new Error(`meeting ${this.meetingId} has no private key any more`);
    return this.#keys.cipher(this.slots.privateSlot);
  }

  /** The name of a document in the tables. */
  tag(document: DocumentName): Buffer {
    let tag = this.#tags.get(document);
    if (!tag) {
      tag = this.private.hmac(`document/${document}`);
      this.#tags.set(document, tag);
    }
    return tag;
  }

  /** The document's name, sealed: how a tag is read back. */
  sealName(document: DocumentName): Buffer {
    return this.private.seal(Buffer.from(document), `${this.meetingId}/name`);
  }

  documentOf(tag: Buffer, sealedName: Uint8Array): DocumentName {
    const key = tag.toString('base64');
    let document = this.#documents.get(key);
    if (!document) {
      document = documentNameSchema.parse(this.private.open(sealedName, `${this.meetingId}/name`).toString());
      this.#documents.set(key, document);
    }
    return document;
  }

  sealUpdate(document: DocumentName, version: number, update: Uint8Array): Buffer {
    return this.#cipherOf(document).seal(update, this.#context(document, version, 'update'));
  }

  openUpdate(document: DocumentName, version: number, sealed: Uint8Array): Buffer {
    return this.#cipherOf(document).open(sealed, this.#context(document, version, 'update'));
  }

  sealSnapshot(document: DocumentName, version: number, update: Uint8Array): Buffer {
    return this.#cipherOf(document).seal(update, this.#context(document, version, 'snapshot'));
  }

  openSnapshot(document: DocumentName, version: number, sealed: Uint8Array): Buffer {
    return this.#cipherOf(document).open(sealed, this.#context(document, version, 'snapshot'));
  }

  member(memberId: Id): Buffer {
    return this.private.hmac(`member/${memberId}`);
  }

  voter(memberId: Id): Buffer {
    return this.private.hmac(`voter/${memberId}`);
  }

  actor(actor: Id | 'system'): Buffer {
    return this.private.hmac(`actor/${actor}`);
  }

  /** The associated data of anything else of this meeting. */
  context(what: string): string {
    return `${this.meetingId}/${what}`;
  }

  #cipherOf(document: DocumentName): Cipher {
    return document === 'board' || document === 'table' ? this.content : this.private;
  }

  #context(document: DocumentName, version: number, what: string): string {
    return `${this.meetingId}/${document}/${version}/${what}`;
  }
}
