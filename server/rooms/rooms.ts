/** All meetings loaded on this node: opening, joining, saying, and what happens by the clock. */
import type { MeetingActor, Person, Randomness } from '#shared/meeting/index.ts';
import { canInMeeting } from '#shared/permissions/index.ts';
import {
  idSchema,
  nowhere,
  Refusal,
  timing,
  type DocumentName,
  type DocumentState,
  type Id,
  type Joined,
  type Spot,
} from '#shared/protocol/index.ts';
import { z } from 'zod';
import { runCommand } from './command.ts';
import { Flusher, reply } from './flush.ts';
import type { Outlet, Session } from './outlet.ts';
import type { Announcer, Clock, Kinds, Log, Opening, Starter } from './ports.ts';
import { Presence } from './presence.ts';
import { rebuild } from './recovery.ts';
import { Room } from './room.ts';
import { Strikes } from './strikes.ts';

export interface RoomsParts {
  readonly log: Log;
  readonly kinds: Kinds;
  readonly announcer: Announcer;
  readonly random: Randomness;
  readonly clock: Clock;
  /** Told of what should not happen; nothing personal is in it. */
  readonly report: (what: string, error: unknown) => void;
}

/** A document is replaced by one snapshot when so many entries stand behind the last. */
const snapshotEvery = 1_000;
/** A room that is put away leaves no more entries than this behind: the next to open it reads little. */
const leftBehind = 100;
const longestFarewellMs = 3_000;
/** With hints flowing, one call of `poll` in so many asks. */
const pollsWithHints = 20;
/** An empty room is dropped after this, ms. */
const idleMs = 60_000;

/** As told where the kind hides no counts. */
const nothingHidden: Joined['counts'] = { total: 0, columns: null };

interface Loaded {
  readonly room: Room;
  readonly presence: Presence;
  announcedSeq: number;
  /** The counts as last told: a newcomer gets these, or coming in again would tell who writes at this moment (P2). */
  counts: Joined['counts'];
  countedAt: number;
  /** Votes were cast here since they were last counted for everybody. */
  votesChanged: boolean;
  votesCountedAt: number;
  idleSince: number | null;
}

const voteSchema = z.strictObject({ card: idSchema, delta: z.union([z.literal(1), z.literal(-1)]) });

export class Rooms {
  readonly #parts: RoomsParts;
  readonly #outlets: Outlet[] = [];
  readonly #loading = new Map<Id, Promise<Loaded>>();
  readonly #loaded = new Map<Id, Loaded>();
  readonly #flusher: Flusher;
  readonly #strikes = new Strikes();
  #incarnation: string | null = null;
  #polls = 0;

  constructor(parts: RoomsParts) {
    this.#parts = parts;
    this.#flusher = new Flusher(
      parts.log,
      (room) => rebuild(room, parts.log),
      (room) => this.#afterTurn(room),
    );
    parts.announcer.listen((meetingId, head) => {
      const loaded = this.#loaded.get(meetingId);
      if (loaded && (!head || head.seq > loaded.room.head.seq || head.epoch !== loaded.room.head.epoch))
        void this.#catchUp(loaded.room);
    });
    parts.announcer.listenPresence((meetingId, node, entries) => {
      this.#loaded.get(meetingId)?.presence.hear(node, entries, parts.clock.now());
    });
  }

  /** Transports register once, before anybody joins. */
  addOutlet(outlet: Outlet): void {
    this.#outlets.push(outlet);
  }

  /** Opens a draft and writes its first board, in one transaction. Whoever starts it again changes nothing. */
  async start(meetingId: Id, by: Starter): Promise<void> {
    const { room } = await this.#open(meetingId);
    const { random } = this.#parts;
    const started: { opening: Opening | null } = { opening: null };
    await this.#inTurn(room, () =>
      runCommand(room, this.#parts.log, {
        id: random.id(),
        actor: { kind: 'system' },
        random,
        tallies: false,
        before: async (tx) => {
          started.opening = await tx.start(by);
        },
        decide: (_view, now) => {
          const { opening } = started;
          return opening ? room.kind.begin(opening.setup, opening.facilitator, now, random) : {};
        },
      }),
    );
  }

  /**
   * Enters a meeting. `enter` is called in the room's turn, so that no frame is sent between what is encoded
   * and what is subscribed. Throws `Refusal`.
   */
  async join<T>(meetingId: Id, session: Session, enter: (room: RoomEntrance) => T): Promise<T> {
    const loaded = await this.#open(meetingId);
    const { room } = loaded;
    return this.#inTurn(room, async () => {
      // It was put away meanwhile: the next to be opened is the one that others are in.
      if (this.#loaded.get(meetingId) !== loaded) return this.join(meetingId, session, enter);
      await this.#welcome(room, session);
      const incarnation = (this.#incarnation ??= await this.#parts.log.incarnation());
      room.sessions.set(session.id, session);
      loaded.idleSince = null;
      loaded.presence.arrive(session);
      return enter({
        state: (document, vector) => stateOf(room, session, document, vector),
        incarnation,
        presence: loaded.presence.all(),
        counts: loaded.counts,
        anonymous: room.kind.anonymous(room.view()),
      });
    });
  }

  /** A member's own votes. Asked for before joining: what changes later is told. */
  ballotsOf(meetingId: Id, memberId: Id): Promise<Joined['ballots']> {
    return this.#parts.log.ballotsOf(meetingId, memberId);
  }

  leave(meetingId: Id, session: Session): void {
    const loaded = this.#loaded.get(meetingId);
    if (!loaded) return;
    loaded.room.sessions.delete(session.id);
    loaded.presence.leave(session);
    if (loaded.room.sessions.size === 0) loaded.idleSince = this.#parts.clock.now();
  }

  /** One document afresh. `send` is called in the room's turn: what is committed next is sent after it. */
  async sync<T>(
    meetingId: Id,
    session: Session,
    document: DocumentName,
    vector: Uint8Array | undefined,
    send: (state: DocumentState) => T,
  ): Promise<T> {
    const { room } = this.#joined(meetingId, session);
    return this.#inTurn(room, () => send(stateOf(room, session, document, vector)));
  }

  /** Takes an update towards the log; resolves with the document's version once it is committed. */
  update(meetingId: Id, session: Session, document: DocumentName, update: Uint8Array): Promise<number> {
    const { room } = this.#joined(meetingId, session);
    room.requireReader(session.member.memberId, document);
    const strike = `${session.person}/${document}`;
    return new Promise((resolve, reject) => {
      const answer = (outcome: { version: number } | Refusal) => {
        if (outcome instanceof Refusal) return reject(this.#strikes.judge(strike, outcome));
        this.#strikes.clear(strike);
        resolve(outcome.version);
      };
      room.pending.push({ session, document, update, answer, puzzled: 0, answered: false });
      this.#flusher.mark(room);
    });
  }

  /** One command of a participant. A repeated id gets the first answer again. */
  async command(
    meetingId: Id,
    session: Session,
    request: { id: Id; name: string; payload: unknown },
  ): Promise<unknown> {
    const { room } = this.#joined(meetingId, session);
    const { memberId, role, manages } = session.member;
    if (request.name === 'vote') return this.#vote(room, session, request);
    return this.#run(room, { kind: 'participant', memberId, role, manages }, request);
  }

  /** A command of the system: timed work. A closed or vanished meeting has nothing left to do. */
  async system(meetingId: Id, request: { id: Id; name: string; payload: unknown }): Promise<void> {
    const { room } = await this.#open(meetingId);
    await this.#run(room, { kind: 'system' }, request);
  }

  say(meetingId: Id, session: Session, { at, typing, cursor }: Spot): void {
    const { room, presence } = this.#joined(meetingId, session);
    const known = at !== null && room.kind.isSpot(at, room.board);
    presence.say(session, known ? { at, typing, cursor } : nowhere);
  }

  presenceOf(meetingId: Id): readonly Joined['presence'][number][] {
    return this.#loaded.get(meetingId)?.presence.all() ?? [];
  }

  /** Called every 100 ms or so: presence and counts go out together, at the clock's pace and not at people's. */
  tick(): void {
    const now = this.#parts.clock.now();
    for (const [meetingId, loaded] of this.#loaded) {
      const { room, presence } = loaded;
      presence.forget(now - 2 * timing.presenceMs);
      if (presence.changed) {
        presence.changed = false;
        room.tell((outlet) => outlet.presence(meetingId, presence.all()));
        this.#parts.announcer.sharePresence(meetingId, presence.own());
      }
      this.#tellCounts(loaded, now);
      this.#countVotes(loaded, now);
      if (
        loaded.idleSince !== null &&
        now - loaded.idleSince > idleMs &&
        !room.turn.held &&
        room.pending.length === 0
      ) {
        loaded.idleSince = null;
        void this.#putAway(loaded);
      }
    }
  }

  /** Says again who is here, so that other nodes do not forget them. */
  renewPresence(): void {
    for (const [meetingId, { presence }] of this.#loaded)
      this.#parts.announcer.sharePresence(meetingId, presence.own());
  }

  /** Asks for the heads of the loaded meetings: at every call without hints, and now and then with them, because a hint can be lost. */
  async poll(): Promise<void> {
    this.#polls += 1;
    const isQuiet = this.#parts.announcer.flowing && this.#polls % pollsWithHints !== 0;
    if (isQuiet || this.#loaded.size === 0) return;
    const heads = await this.#parts.log.heads([...this.#loaded.keys()]);
    for (const [meetingId, head] of heads) {
      const room = this.#loaded.get(meetingId)?.room;
      if (room && (head.seq > room.head.seq || head.epoch !== room.head.epoch)) void this.#catchUp(room);
    }
  }

  /** Everything that was accepted is in the log when this resolves. Snapshots are a favour to the next node, for so long. */
  async drain(): Promise<void> {
    await this.#flusher.drained();
    const until = this.#parts.clock.now() + longestFarewellMs;
    for (const { room } of this.#loaded.values()) {
      if (this.#parts.clock.now() > until) return;
      await this.#snapshot(room, leftBehind);
    }
  }

  get size(): number {
    return this.#loaded.size;
  }

  /** Refuses what waits: for shutting down after draining. */
  refuseRest(): void {
    for (const { room } of this.#loaded.values())
      for (const pending of room.pending.splice(0)) reply(pending, new Refusal('restarting'));
  }

  async #vote(room: Room, session: Session, { id, payload }: { id: Id; payload: unknown }): Promise<unknown> {
    const parsed = voteSchema.safeParse(payload);
    if (!parsed.success) throw new Refusal('bad-request');
    const { ballots: rules } = room.kind;
    if (!rules) throw new Refusal('bad-request', 'no such command');
    const { memberId } = session.member;
    const participant = room.participant(memberId);
    if (!participant || participant.removed) throw new Refusal('removed');
    const { role, manages } = participant;
    if (!canInMeeting({ as: role, facilitates: false, manages }, 'vote')) throw new Refusal('not-allowed');
    if (room.state === 'closed') throw new Refusal('meeting-closed');
    room.requireUnlocked(memberId);
    const { card, delta } = parsed.data;
    let topic = rules.topicOf(card, room.view());
    if (!topic) {
      await this.#catchUp(room);
      topic = rules.topicOf(card, room.view());
    }
    if (!topic) throw new Refusal('not-found');
    const ballots = await this.#parts.log.vote({
      meetingId: room.meetingId,
      commandId: id,
      memberId,
      card,
      topic,
      delta,
      ...rules.budget(room.view()),
    });
    for (const other of room.sessions.values()) {
      if (other.member.memberId === memberId)
        room.tell((outlet) => outlet.ballots(other, room.meetingId, ballots));
    }
    const loaded = this.#loaded.get(room.meetingId);
    if (loaded) loaded.votesChanged = true;
    return { ballots };
  }

  async #run(
    room: Room,
    actor: MeetingActor,
    { id, name, payload }: { id: Id; name: string; payload: unknown },
  ): Promise<unknown> {
    const command = Object.hasOwn(room.kind.commands, name) ? room.kind.commands[name] : undefined;
    if (!command) throw new Refusal('bad-request', 'no such command');
    return this.#inTurn(room, () =>
      runCommand(room, this.#parts.log, {
        id,
        actor,
        random: this.#parts.random,
        tallies: command.tallies,
        decide: (view, now) =>
          command.run(payload, { view, actor: this.#asNow(room, actor), now, random: this.#parts.random }),
      }),
    );
  }

  /** The actor with the role of this very moment: it may have changed while the command waited. */
  #asNow(room: Room, actor: MeetingActor): MeetingActor {
    if (actor.kind === 'system') return actor;
    const participant = room.participant(actor.memberId);
    if (!participant || participant.removed) throw new Refusal('removed');
    return { ...actor, role: participant.role, manages: participant.manages };
  }

  /** Puts a newcomer on the board, in a transaction of the system's. */
  async #welcome(room: Room, session: Session): Promise<void> {
    const { memberId, name, role, manages } = session.member;
    const known = room.participant(memberId);
    if (known?.removed) throw new Refusal('removed');
    room.addParticipant({ memberId, name, role, manages, removed: false });
    if (room.state === 'closed') return;
    const person: Person = { id: memberId, name, role };
    if (room.kind.enter(person, room.view()).length === 0) return;
    await runCommand(room, this.#parts.log, {
      id: this.#parts.random.id(),
      actor: { kind: 'system' },
      random: this.#parts.random,
      tallies: false,
      decide: (view) => ({ board: room.kind.enter(person, view) }),
    });
  }

  async #catchUp(room: Room): Promise<void> {
    try {
      await this.#inTurn(room, async () => {
        if (!room.catchUp(await this.#parts.log.after(room.meetingId, room.head))) room.doubtful = true;
      });
    } catch (error) {
      this.#parts.report('catch-up failed', error);
    }
  }

  /** Drops a room that nobody is in, unless somebody comes meanwhile. */
  async #putAway(loaded: Loaded): Promise<void> {
    const { room } = loaded;
    await this.#snapshot(room, leftBehind);
    if (room.sessions.size > 0 || this.#loaded.get(room.meetingId) !== loaded) return;
    if (room.turn.held || room.pending.length > 0) {
      loaded.idleSince = this.#parts.clock.now();
      return;
    }
    this.#loaded.delete(room.meetingId);
    this.#loading.delete(room.meetingId);
    room.destroy();
  }

  /** Puts snapshots in the place of the entries, when there are at least so many. */
  async #snapshot(room: Room, least: number): Promise<void> {
    if (room.state === 'closed' || room.sinceSnapshot < least) return;
    try {
      await this.#inTurn(room, async () => {
        if (room.state === 'closed' || room.sinceSnapshot < least) return;
        const documents = room
          .documents()
          .map((document) => ({ document, update: room.replica(document).encodeSince(undefined) }));
        room.sinceSnapshot = 0;
        await this.#parts.log.snapshot(room.meetingId, room.head, documents);
      });
    } catch (error) {
      this.#parts.report('snapshot failed', error);
    }
  }

  #tellCounts(loaded: Loaded, now: number): void {
    const { room } = loaded;
    // In somebody's turn the replicas may be ahead of the commit.
    if (!room.kind.countHidden || !room.countsChanged || room.turn.held) return;
    const view = room.view();
    const pace = room.kind.anonymous(view) ? timing.anonymousCountsMs : timing.countsMs;
    if (now - loaded.countedAt < pace) return;
    loaded.countedAt = now;
    room.countsChanged = false;
    loaded.counts = room.kind.countHidden(view);
    room.tell((outlet) => outlet.counts(room.meetingId, loaded.counts));
  }

  /** Where votes are seen while voting, they are counted by a command of the system, at the clock's pace. */
  #countVotes(loaded: Loaded, now: number): void {
    const { room } = loaded;
    if (!loaded.votesChanged || room.turn.held || now - loaded.votesCountedAt < timing.liveVotesMs) return;
    const name = room.state === 'open' ? (room.kind.ballots?.countsVotesBy(room.view()) ?? null) : null;
    loaded.votesChanged = false;
    loaded.votesCountedAt = now;
    if (name === null) return;
    this.#run(room, { kind: 'system' }, { id: this.#parts.random.id(), name, payload: {} }).catch(
      (error: unknown) => {
        loaded.votesChanged = true;
        this.#parts.report('votes not counted', error);
      },
    );
  }

  #afterTurn(room: Room): void {
    const loaded = this.#loaded.get(room.meetingId);
    if (!loaded || loaded.room !== room) return;
    if (room.head.seq !== loaded.announcedSeq) {
      loaded.announcedSeq = room.head.seq;
      this.#parts.announcer.announce(room.meetingId, room.head);
    }
    if (room.sinceSnapshot >= snapshotEvery && !room.turn.held) void this.#snapshot(room, snapshotEvery);
  }

  #inTurn<T>(room: Room, work: () => Promise<T> | T): Promise<T> {
    return this.#flusher.inTurn(room, work);
  }

  #joined(meetingId: Id, session: Session): Loaded {
    const loaded = this.#loaded.get(meetingId);
    if (!loaded?.room.sessions.has(session.id)) throw new Refusal('not-found', 'join first');
    return loaded;
  }

  /** Concurrent openings share one load, and a failed one is forgotten. */
  #open(meetingId: Id): Promise<Loaded> {
    let opening = this.#loading.get(meetingId);
    if (!opening) {
      opening = this.#load(meetingId).catch((error: unknown) => {
        this.#loading.delete(meetingId);
        throw error;
      });
      this.#loading.set(meetingId, opening);
    }
    return opening;
  }

  async #load(meetingId: Id): Promise<Loaded> {
    const found = await this.#parts.log.load(meetingId);
    const kind = found && this.#parts.kinds[found.kind];
    if (!found || !kind) throw new Refusal('not-found');
    const room = new Room(found, kind, this.#outlets);
    const loaded: Loaded = {
      room,
      presence: new Presence(),
      announcedSeq: found.head.seq,
      counts: room.kind.countHidden?.(room.view()) ?? nothingHidden,
      countedAt: this.#parts.clock.now(),
      votesChanged: false,
      votesCountedAt: 0,
      idleSince: this.#parts.clock.now(),
    };
    this.#loaded.set(meetingId, loaded);
    return loaded;
  }
}

/** What a joiner finds, in the room's turn. */
export interface RoomEntrance {
  /** Throws `Refusal('not-found')` for another's notes. */
  state(document: DocumentName, vector: Uint8Array | undefined): DocumentState;
  readonly incarnation: string;
  readonly presence: Joined['presence'];
  readonly counts: Joined['counts'];
  readonly anonymous: boolean;
}

function stateOf(
  room: Room,
  session: Session,
  document: DocumentName,
  vector: Uint8Array | undefined,
): DocumentState {
  room.requireReader(session.member.memberId, document);
  const replica = room.replica(document);
  return {
    document,
    version: replica.version,
    update: replica.encodeSince(vector),
    vector: replica.vector(),
  };
}
