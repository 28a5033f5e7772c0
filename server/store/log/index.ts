import type { Log } from '../../rooms/ports.ts';
import type { KeyStore } from '../keys/index.ts';
import type { Pools } from '../pool.ts';
import { Appender } from './append.ts';
import { ballotsOf, vote } from './ballots.ts';
import { runCommand } from './command.ts';
import { readIncarnation } from './incarnation.ts';
import { Positions } from './positions.ts';
import { loadMeeting, readAfter, readHeads } from './read.ts';
import { writeSnapshots } from './snapshot.ts';

/** The log in Postgres: the truth about every open meeting, and the arbiter between nodes. */
export function openLog({ pools, keys }: { readonly pools: Pools; readonly keys: KeyStore }): Log {
  const { meetings, saving } = pools;
  const positions = new Positions(keys);
  const appender = new Appender(saving, positions);
  return {
    load: (meetingId) => loadMeeting(meetings, positions, meetingId),
    after: (meetingId, from) => readAfter(meetings, positions, meetingId, from),
    append: (appends) => appender.append(appends),
    command: (meetingId, work) => runCommand(meetings, keys, positions, meetingId, work),
    vote: (ballot) => vote(meetings, positions, ballot),
    ballotsOf: (meetingId, memberId) => ballotsOf(meetings, positions, meetingId, memberId),
    heads: (meetingIds) => readHeads(meetings, meetingIds),
    snapshot: (meetingId, head, documents) => writeSnapshots(meetings, positions, meetingId, head, documents),
    incarnation: () => readIncarnation(meetings),
  };
}
