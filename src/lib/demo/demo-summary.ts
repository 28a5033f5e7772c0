/** Summaries to look at: without anything, as usual, and with far too much. */
import { reactionKinds } from '#shared/meeting/parts/comments.ts';
import { defaultColumns } from '#shared/meeting/retro/options.ts';
import type { Summary } from '#shared/meeting/retro/summary.ts';

export const demoSummaries = ['empty', 'usual', 'full'] as const;

type Topic = Summary['topics'][number];

const id = (at: number) => `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`;
const start = Date.UTC(2026, 10, 24, 9, 0);

const empty: Summary = {
  kind: 'retro',
  title: 'Sprint 42',
  goal: '',
  anonymous: true,
  startedAt: start,
  closedAt: start + 65 * 60_000,
  voted: true,
  columns: [...defaultColumns],
  topics: [],
  actionItems: [],
  people: [{ name: 'Ada Lovelace', role: 'member' }],
  mood: { answers: 0, counts: null },
};

function card(
  at: number,
  column: string,
  text: string,
  author: string | null = 'Bo Hansen',
): Topic['cards'][number] {
  return { id: id(at), column, text, author, reactions: [], comments: [] };
}

const lone = (at: number, column: string, text: string, votes: number): Topic => ({
  id: id(at),
  title: '',
  otherTitles: [],
  votes,
  discussed: votes > 1,
  talk: [],
  cards: [card(at, column, text)],
});

const usual: Summary = {
  ...empty,
  goal: 'Ship calmly, and know what to do when it does not work',
  anonymous: false,
  topics: [
    {
      id: id(1),
      title: 'Safer deploys',
      otherTitles: ['Deploying without fear'],
      votes: 7,
      discussed: true,
      talk: ['We agree on a checklist.\nIt lies in the handbook, and the one who deploys has it open.'],
      cards: [
        {
          ...card(1, 'start', 'Write the rollback steps before we deploy', 'Ada Lovelace'),
          reactions: [
            { kind: 'agree', count: 4 },
            { kind: 'idea', count: 1 },
          ],
          comments: [
            { author: 'Bo Hansen', text: 'I have a draft of this since March.', at: start },
            { author: 'Cleo', text: 'Great, let us start from it.', at: start },
          ],
        },
        card(2, 'start', 'Canary for the billing job'),
        card(3, 'stop', 'Merging on Friday afternoon 🙃', 'Cleo'),
      ],
    },
    lone(4, 'continue', 'Short standups. Fifteen minutes was enough every day but one.', 2),
    lone(5, 'stop', 'Two trackers for the same work', 0),
  ],
  actionItems: [
    {
      id: id(6),
      text: 'Write the deploy checklist',
      owner: 'Bo Hansen',
      due: '2026-12-04',
      topic: 'Safer deploys',
      done: false,
    },
    { id: id(7), text: 'Ask for the canary budget', owner: null, due: null, topic: null, done: true },
  ],
  people: [
    { name: 'Ada Lovelace', role: 'member' },
    { name: 'Bo Hansen', role: 'member' },
    { name: 'Cleo', role: 'guest' },
    { name: 'Dan', role: 'observer' },
  ],
  mood: { answers: 4, counts: [0, 1, 0, 2, 1] },
};

const hebrew = 'אנחנו צריכים לכתוב את שלבי החזרה לפני הפריסה, ולא אחריה 🙂';
const long = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(3);

const full: Summary = {
  ...usual,
  title: long.slice(0, 120),
  goal: `${hebrew} ${long}`,
  topics: Array.from({ length: 100 }, (_, at) => ({
    ...lone(
      100 + 10 * at,
      ['start', 'stop', 'continue'][at % 3] ?? '',
      at % 7 === 0 ? long : hebrew,
      100 - at,
    ),
    title: at % 4 === 0 ? `${hebrew} ${long}`.slice(0, 120) : '',
    talk: at % 5 === 0 ? [hebrew, 'word '.repeat(200)] : [],
    cards: Array.from({ length: 1 + (at % 4 === 0 ? 6 : 0) }, (_unused, more) => ({
      ...card(
        100 + 10 * at + more,
        ['start', 'stop', 'continue'][at % 3] ?? '',
        more % 2 ? hebrew : `Note ${at} ${long.slice(0, 50 * more)} ${'and more words '.repeat(more * 4)}`,
        long.slice(0, 60),
      ),
      reactions: reactionKinds.map((kind) => ({ kind, count: 40 })),
      comments: [{ author: long.slice(0, 60), text: hebrew, at: start }],
    })),
  })),
  actionItems: Array.from({ length: 40 }, (_, at) => ({
    id: id(5_000 + at),
    text: at % 2 ? hebrew : `${long} ${'and so on '.repeat(at)}`,
    owner: at % 3 ? long.slice(0, 60) : null,
    due: at % 2 ? '2026-12-04' : null,
    topic: at % 2 ? hebrew : null,
    done: at % 5 === 0,
  })),
  people: Array.from({ length: 60 }, (_, at) => ({
    name: at % 6 ? `Person ${at}` : long.slice(0, 60),
    role: at % 9 ? ('member' as const) : ('guest' as const),
  })),
  mood: { answers: 60, counts: [3, 7, 22, 24, 4] },
};

export const demoSummary: Readonly<Record<(typeof demoSummaries)[number], Summary>> = { empty, usual, full };
