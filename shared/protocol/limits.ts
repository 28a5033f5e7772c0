/**
 * Every limit has its name and its number here. `interface` limits are what a person meets on a screen;
 * `gate` limits are ten times those, so that merging edits that were each legal never meets them.
 */
export const interfaceLimits = {
  /** UTF-16 code units of one note. */
  cardText: 5_000,
  /** UTF-16 code units of a group's title. */
  title: 200,
  /** UTF-16 code units of a topic's discussion notes. */
  talk: 20_000,
  /** Notes of one person in one meeting. */
  cardsPerPerson: 200,
  actionText: 1_000,
  comment: 2_000,
  commentsPerMeeting: 2_000,
  meetingTitle: 200,
  meetingGoal: 500,
  name: 80,
  /** Accounts invited to one meeting. */
  invited: 500,
  templatesPerTeam: 50,
  repeatsPerTeam: 20,
} as const;

export const gateLimits = {
  /** Bytes of one frame from a client, on both transports: a whole offline hour fits. */
  frameBytes: 2_000_000,
  /** Structs of one update. */
  structsPerUpdate: 20_000,
  /** Ranges of deletions in one update. */
  deleteRangesPerUpdate: 20_000,
  cardText: interfaceLimits.cardText * 10,
  title: interfaceLimits.title * 10,
  talk: interfaceLimits.talk * 10,
  cardsPerPerson: interfaceLimits.cardsPerPerson * 10,
  /** Bytes of a name of a root or of a key: no personal data fits a pattern of ids. */
  nameLength: 80,
} as const;

export const rateLimits = {
  /** Frames of one connection: a burst, then so many per second. */
  framesBurst: 400,
  framesPerSecond: 120,
  /** Bytes of one connection per second after the burst. */
  bytesBurst: 6_000_000,
  bytesPerSecond: 500_000,
  /** Open connections of one person (or guest), all transports together, per node. */
  connectionsPerPerson: 40,
  /** Unauthenticated handshakes under way per node. */
  handshakes: 1_000,
  handshakeMs: 5_000,
  /** Bytes waiting for one slow reader before it is dropped and told to come again. */
  outboundBytes: 8_000_000,
} as const;

export const timing = {
  /** A lock wait inside a command, ms. */
  lockMs: 2_000,
  /** Polling of heads without Redis, ms. */
  pollMs: 250,
  /** Presence renewed on `/yjs`, ms. */
  presenceMs: 15_000,
  /** Counts of hidden notes: names shown / anonymous, ms. */
  countsMs: 1_000,
  anonymousCountsMs: 10_000,
  /** Votes counted for everybody, where they are seen while voting, ms. */
  liveVotesMs: 500,
  /** Random delay of a later publication in an anonymous meeting, ms. */
  publishDelayMs: [2_000, 12_000],
} as const;
