/**
 * One meeting on this node: its replicas at the log's head, who is connected, what waits to be saved. No node owns
 * a meeting; another may append at any moment, and then this one catches up. One thing at a time changes a room:
 * a flush, a command or a catch-up holds its turn.
 */
import { canInMeeting, type MeetingSubject } from '#shared/permissions/index.ts';
import type { DocumentView, MeetingKind, MeetingView } from '#shared/meeting/index.ts';
import { Refusal, ownerOf, type DocumentName, type Id } from '#shared/protocol/index.ts';
import type { Outlet, Session } from './outlet.ts';
import type { CatchUp, Entry, Head, LoadedMeeting, MeetingState, Participant, WriterClaim } from './ports.ts';
import { Replica } from './replica.ts';
import { Turn } from './turn.ts';

/** An update that waits for a flush. */
export interface Pending {
  readonly session: Session;
  readonly document: DocumentName;
  readonly update: Uint8Array;
  readonly answer: (outcome: { version: number } | Refusal) => void;
  /** How often it was put aside because this node might not know enough. */
  puzzled: number;
  /** Set once `answer` was called; nothing is answered twice. */
  answered: boolean;
}

const nothing: DocumentView = { value: () => undefined, entries: () => [], text: () => '' };

export class Room {
  readonly meetingId: Id;
  readonly kind: MeetingKind;
  readonly turn = new Turn();
  readonly sessions = new Map<string, Session>();
  pending: Pending[] = [];
  /** Updates that this node could not judge; it catches up and judges them once more. */
  readonly puzzles: Pending[] = [];
  head: Head;
  state: MeetingState;
  /** Entries in the log since its last snapshot, as far as this node has seen. */
  sinceSnapshot = 0;
  /** Set when hidden notes changed: their numbers are sent at the next tick, never at once. */
  countsChanged = false;
  /** Set while the replicas may hold what no commit confirmed; they are rebuilt before anything else. */
  doubtful = false;
  #replicas = new Map<DocumentName, Replica>();
  #participants = new Map<Id, Participant>();
  readonly #outlets: readonly Outlet[];

  constructor(loaded: LoadedMeeting, kind: MeetingKind, outlets: readonly Outlet[]) {
    this.meetingId = loaded.meetingId;
    this.kind = kind;
    this.#outlets = outlets;
    this.head = loaded.head;
    this.state = loaded.state;
    this.adopt(loaded);
  }

  /** Takes over what was loaded, in place of everything this room held. */
  adopt(loaded: LoadedMeeting): void {
    for (const replica of this.#replicas.values()) replica.destroy();
    this.#replicas = new Map(
      loaded.documents.map(({ document, version, updates }) => [
        document,
        new Replica(document, version, updates),
      ]),
    );
    this.sinceSnapshot = loaded.documents.reduce((sum, { updates }) => sum + updates.length, 0);
    this.head = loaded.head;
    this.state = loaded.state;
    this.#claim(loaded.writers);
    this.setParticipants(loaded.participants);
    this.doubtful = false;
  }

  /** The replica of a document; one that nobody has written yet is empty. Callers ask who may read or write it. */
  replica(document: DocumentName): Replica {
    let replica = this.#replicas.get(document);
    if (!replica) {
      replica = new Replica(document, 0, []);
      this.#replicas.set(document, replica);
    }
    return replica;
  }

  documents(): DocumentName[] {
    return [...this.#replicas.keys()];
  }

  participant(memberId: Id): Participant | undefined {
    return this.#participants.get(memberId);
  }

  /** A participant who came in after the room was loaded. */
  addParticipant(participant: Participant): void {
    if (!this.#participants.has(participant.memberId))
      this.#participants.set(participant.memberId, participant);
  }

  /** All participants but `memberId`, who is marked as removed. */
  withoutParticipant(memberId: Id): Participant[] {
    return [...this.#participants.values()].map((other) =>
      other.memberId === memberId ? { ...other, removed: true } : other,
    );
  }

  /** Everything a pure decision may look at. */
  view(tallies: ReadonlyMap<Id, number> = new Map()): MeetingView {
    const notes = new Map<Id, DocumentView>();
    for (const [name, replica] of this.#replicas) {
      const owner = ownerOf(name);
      if (owner !== undefined) notes.set(owner, replica.view);
    }
    return { board: this.board, table: this.#viewOf('table'), notes, tallies };
  }

  get board(): DocumentView {
    return this.#viewOf('board');
  }

  /** Throws unless this session may write this document now (P4). */
  requireWriter({ member }: Session, document: DocumentName): void {
    if (this.state === 'closed') throw new Refusal('meeting-closed');
    const participant = this.#participants.get(member.memberId);
    if (participant?.removed) throw new Refusal('removed');
    const role: MeetingSubject = participant?.role ?? member.role;
    if (
      document === 'board' ||
      !canInMeeting({ as: role, facilitates: false, manages: false }, 'document.write')
    ) {
      throw new Refusal('read-only');
    }
    this.requireUnlocked(member.memberId);
    this.requireReader(member.memberId, document);
  }

  /** Throws while somebody else holds the meeting's key. */
  requireUnlocked(memberId: Id): void {
    const holder = this.kind.keyHolder(this.board);
    if (holder !== null && holder !== memberId) throw new Refusal('meeting-locked');
  }

  /** Throws unless this member may read this document (P1). */
  requireReader(memberId: Id, document: DocumentName): void {
    const owner = ownerOf(document);
    // "not-found", whether or not there is such a member: the answer tells nothing.
    if (owner !== undefined && owner !== memberId) throw new Refusal('not-found');
  }

  /** Applies committed entries of other nodes and sends them on. */
  receive(entries: readonly Entry[], claims: readonly WriterClaim[]): void {
    this.#claim(claims);
    for (const entry of entries) {
      if (entry.seq <= this.head.seq) continue;
      const replica = this.replica(entry.document);
      replica.applyLogged(entry.update, entry.version);
      this.head = { ...this.head, seq: entry.seq };
      this.broadcast(entry, null);
    }
  }

  /** Records what this node committed: versions and head move, the frames go out. */
  committed(
    entries: readonly Entry[],
    claims: readonly WriterClaim[],
    head: Head,
    exceptOf: (document: DocumentName) => string | null,
  ): void {
    this.#claim(claims);
    this.head = head;
    for (const entry of entries) {
      this.replica(entry.document).version = entry.version;
      this.broadcast(entry, exceptOf(entry.document));
    }
  }

  /** Puts a catch-up to use. Returns false when the log no longer reaches back and the room must be loaded anew. */
  catchUp(caught: CatchUp): boolean {
    if (caught.kind === 'reload') return false;
    this.receive(caught.entries, caught.claims);
    this.head = caught.head;
    if (caught.participants) this.setParticipants(caught.participants);
    if (caught.state !== this.state) {
      this.state = caught.state;
      this.askToJoinAgain();
    }
    return true;
  }

  setParticipants(participants: readonly Participant[]): void {
    this.#participants = new Map(participants.map((participant) => [participant.memberId, participant]));
    for (const session of [...this.sessions.values()]) {
      const now = this.#participants.get(session.member.memberId);
      if (!now) continue;
      if (now.removed) {
        this.sessions.delete(session.id);
        this.#each((outlet) => outlet.rights(session, this.meetingId, 'removed'));
      } else if (now.role !== session.member.role || now.manages !== session.member.manages) {
        session.member = { memberId: now.memberId, name: now.name, role: now.role, manages: now.manages };
        this.#each((outlet) => outlet.rights(session, this.meetingId, null));
      }
    }
  }

  /** Everybody connected joins afresh: after a close, or when frames can no longer be had one by one. */
  askToJoinAgain(): void {
    for (const session of this.sessions.values())
      this.#each((outlet) => outlet.rights(session, this.meetingId, null));
  }

  broadcast({ document, version, update }: Entry, except: string | null): void {
    this.sinceSnapshot += 1;
    if (ownerOf(document) !== undefined) this.countsChanged = true;
    const frame = { meetingId: this.meetingId, document, version, update };
    this.#each((outlet) => outlet.update(frame, except));
  }

  tell(say: (outlet: Outlet) => void): void {
    this.#each(say);
  }

  destroy(): void {
    for (const replica of this.#replicas.values()) replica.destroy();
  }

  #viewOf(document: DocumentName): DocumentView {
    return this.#replicas.get(document)?.view ?? nothing;
  }

  #claim(claims: readonly WriterClaim[]): void {
    for (const { document, clientId, memberId } of claims)
      this.replica(document).writers.set(clientId, memberId);
  }

  #each(say: (outlet: Outlet) => void): void {
    for (const outlet of this.#outlets) say(outlet);
  }
}
