/** People who type while something breaks. What each was told is saved, and what each was shown, is looked for afterwards. */
import * as Y from 'yjs';
import type { Log } from '#server/rooms/index.ts';
import { notesOf, Refusal, type DocumentName, type PresenceEntry } from '#shared/protocol/index.ts';
import { TestPerson } from './meeting.ts';

/** What the log holds, as documents. */
export type Truth = ReadonlyMap<DocumentName, Y.Doc>;

let typists = 0;

/** One browser of one person: it keeps its replicas when it moves to another node, as a reloaded page does. */
export class Typist {
  readonly #token: string;
  readonly #meetingId: string;
  readonly #number = (typists += 1);
  #person: TestPerson | null = null;
  #words = 0;
  /** Versions that came, by frame or by acknowledgement, since the last join. */
  readonly #versions = new Map<DocumentName, { from: number; came: Set<number> }>();
  readonly written = { table: new Set<string>(), notes: new Set<string>() };
  readonly saved = new Set<string>();
  /** Codes of what was refused; `lost` where the connection went before the answer came. */
  readonly refused: string[] = [];
  presence: readonly PresenceEntry[] = [];
  /** Called inside the handler of a frame, after it was applied. */
  onFrame: () => void = () => undefined;

  constructor(token: string, meetingId: string) {
    this.#token = token;
    this.#meetingId = meetingId;
  }

  get person(): TestPerson {
    if (!this.#person) throw new Error('this typist is nowhere yet');
    return this.#person;
  }

  /** Comes in, or to another node with what it has, and sends what the server lacks. */
  async come(url: string): Promise<void> {
    const before = this.#person;
    before?.leave();
    const person = new TestPerson(url, this.#token, this.#meetingId);
    this.#person = person;
    for (const slot of ['board', 'table', 'notes'] as const) {
      if (before) Y.applyUpdate(person.docs[slot], Y.encodeStateAsUpdate(before.docs[slot]));
    }
    this.#versions.clear();
    person.socket.on('update', ({ d, v }) => {
      this.#came(d, v);
      this.onFrame();
    });
    person.socket.on('presence', (_meetingId, entries) => (this.presence = entries));
    const joined = await person.join();
    this.presence = joined.presence;
    for (const { document, version } of joined.documents) {
      this.#versions.set(document, { from: version, came: this.#versions.get(document)?.came ?? new Set() });
    }
    for (const { document, vector } of joined.documents) {
      if (document === 'board') continue;
      const words = [...this.written[document === 'table' ? 'table' : 'notes']];
      const rest = Y.encodeStateAsUpdate(person.doc(document), new Uint8Array(vector));
      this.#came(document, await person.send(document, rest));
      for (const word of words) this.saved.add(word);
    }
  }

  /** Types one word at the end of a text. Never throws: what went wrong is in `refused`. */
  async type(document: 'table' | 'notes', root: string): Promise<void> {
    const { person } = this;
    const word = `<${this.#number}.${(this.#words += 1)}>`;
    const doc = person.docs[document];
    const before = Y.encodeStateVector(doc);
    const text = doc.getText(root);
    text.insert(text.length, word);
    this.written[document].add(word);
    if (!person.socket.connected) return;
    const name = document === 'table' ? 'table' : person.notesName;
    try {
      this.#came(name, await person.send(name, Y.encodeStateAsUpdate(doc, before)));
      this.saved.add(word);
    } catch (error) {
      this.refused.push(error instanceof Refusal ? error.code : 'lost');
    }
  }

  /** Versions between the join and the newest that never came: there must be none. */
  gaps(): string[] {
    const gaps: string[] = [];
    for (const [document, { from, came }] of this.#versions) {
      for (let version = from + 1; version < Math.max(from, ...came); version += 1) {
        if (!came.has(version)) gaps.push(`${document}@${version}`);
      }
    }
    return gaps;
  }

  /** What was promised and is not in the log: what this one was told is saved, and whatever it has been shown. */
  missing(truth: Truth): string[] {
    const { person } = this;
    const words = new Set([...wordsIn(truth.get('table')), ...wordsIn(truth.get(notesOf(person.memberId)))]);
    const own = new Set([...this.written.table, ...this.written.notes]);
    const shown = [...wordsIn(person.docs.table)].filter((word) => !own.has(word));
    return [...new Set([...this.saved, ...shown])].filter((word) => !words.has(word));
  }

  /** Where this one's replicas differ from the log. */
  differences(truth: Truth): string[] {
    const { docs, notesName } = this.person;
    return [
      ...differing('table', docs.table, truth.get('table')),
      ...differing('notes', docs.notes, truth.get(notesName)),
    ];
  }

  #came(document: DocumentName, version: number): void {
    const known = this.#versions.get(document);
    if (known) known.came.add(version);
    // Before the answer to `join` has been read; it says from where on versions count.
    else this.#versions.set(document, { from: Number.MAX_SAFE_INTEGER, came: new Set([version]) });
  }
}

/** The whole meeting, read from the log by somebody who was not there. */
export async function readTruth(log: Log, meetingId: string): Promise<Truth> {
  const loaded = await log.load(meetingId);
  const truth = new Map<DocumentName, Y.Doc>();
  for (const { document, updates } of loaded?.documents ?? []) {
    const doc = new Y.Doc();
    for (const update of updates) Y.applyUpdate(doc, update);
    truth.set(document, doc);
  }
  return truth;
}

/** Reveals one card of this person's, who facilitates: something to type under. Returns its id. */
export async function revealCard(person: TestPerson): Promise<string> {
  await person.steps('lobby', 'write');
  const card = await person.note('start', 'A card');
  await person.steps('write', 'group');
  return card;
}

function wordsIn(doc: Y.Doc | undefined): Set<string> {
  const words = new Set<string>();
  for (const root of doc?.share.keys() ?? []) {
    if (!/^(talk|title|text):/.test(root)) continue;
    for (const [word] of doc
      ?.getText(root)
      .toString()
      .matchAll(/<\d+\.\d+>/g) ?? [])
      words.add(word);
  }
  return words;
}

function differing(name: string, mine: Y.Doc, theirs: Y.Doc | undefined): string[] {
  const roots = new Set([...mine.share.keys(), ...(theirs?.share.keys() ?? [])]);
  return [...roots]
    .filter((root) => /^(talk|title|text):/.test(root))
    .filter((root) => mine.getText(root).toString() !== (theirs?.getText(root).toString() ?? ''))
    .map((root) => `${name}/${root}`);
}
