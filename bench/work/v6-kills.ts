/** V-6: what a killed server loses of what people had already seen. */
import { killLoop } from './kill-loop.ts';
import type { Work } from './work.ts';

const kills = { quick: 2, full: 5 } as const;
const seed = 6;

export const killed: Work = {
  id: 'V-6',
  title: `Seen edits lost over ${kills.full} × kill -9 under load`,
  bar: '0',
  targets: ['hocuspocus-append', 'hocuspocus-database', 'ours', 'ours-socket.io'],
  columns: [
    { key: 'seen', label: 'seen' },
    { key: 'seenLost', label: 'of them lost' },
    { key: 'acknowledged', label: 'acknowledged' },
    { key: 'acknowledgedLost', label: 'of them lost' },
  ],
  rounds: { quick: 1, full: 1 },
  async measure(target, size, log) {
    const { seen, seenLost, acknowledged, acknowledgedLost } = await killLoop(target, kills[size], seed, log);
    return { seen, seenLost, acknowledged, acknowledgedLost };
  },
};
