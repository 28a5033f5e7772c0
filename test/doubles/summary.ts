/** A small summary with one of everything, and plain words around it. */
import type { ExportWords } from '#shared/meeting/retro/export/words.ts';
import type { Summary } from '#shared/meeting/retro/summary.ts';

const id = (at: number) => `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`;

export const sampleSummary: Summary = {
  kind: 'retro',
  title: 'Sprint 42',
  goal: 'Ship calmly',
  anonymous: false,
  startedAt: Date.UTC(2026, 10, 24, 9, 0),
  closedAt: Date.UTC(2026, 10, 24, 10, 5),
  voted: true,
  columns: [
    { id: 'start', title: 'Start', prompt: 'What should we begin doing?', colour: 1 },
    { id: 'stop', title: 'Stop', prompt: 'What holds us back?', colour: 2 },
  ],
  topics: [
    {
      id: id(1),
      title: 'Safer deploys',
      otherTitles: ['Deploy days'],
      votes: 4,
      discussed: true,
      talk: ['We agree on a checklist.\nIt lies in the handbook.'],
      cards: [
        {
          id: id(1),
          column: 'start',
          text: 'Write the rollback steps',
          author: 'Ada',
          reactions: [{ kind: 'agree', count: 2 }],
          comments: [{ author: 'Bo', text: 'I have a draft', at: 1 }],
        },
        { id: id(2), column: 'stop', text: 'Friday merges', author: 'Bo', reactions: [], comments: [] },
      ],
    },
    {
      id: id(3),
      title: '',
      otherTitles: [],
      votes: 0,
      discussed: false,
      talk: [],
      cards: [{ id: id(3), column: 'gone', text: 'A lone note', author: null, reactions: [], comments: [] }],
    },
  ],
  actionItems: [
    {
      id: id(4),
      text: 'Write the checklist',
      owner: 'Bo',
      due: '2026-12-04',
      topic: 'Safer deploys',
      done: false,
    },
    { id: id(5), text: 'Buy biscuits', owner: null, due: null, topic: null, done: true },
  ],
  people: [
    { name: 'Ada', role: 'member' },
    { name: 'Bo', role: 'member' },
    { name: 'Gus', role: 'guest' },
  ],
  mood: { answers: 3, counts: [0, 0, 1, 0, 2] },
};

export const plainWords: ExportWords = {
  goal: 'Goal',
  anonymous: 'It was anonymous.',
  actionItems: 'Action items',
  noActionItems: 'No action items.',
  topics: 'Topics',
  noTopics: 'No topics.',
  mood: 'Mood',
  table: {
    kind: 'Kind',
    topic: 'Topic',
    votes: 'Votes',
    column: 'Column',
    text: 'Text',
    person: 'Person',
    reactions: 'Reactions',
    due: 'Due',
    done: 'Done',
    discussed: 'Discussed',
  },
  kinds: {
    note: 'Note',
    comment: 'Comment',
    talk: 'Discussion note',
    title: 'Other title',
    action: 'Action item',
    person: 'Person',
  },
  yes: 'yes',
  no: 'no',
  nobodyYet: 'Nobody yet',
  when: () => '24 November 2026',
  tookPart: (count) => `${count} took part`,
  role: (role) => role,
  votes: (count) => `${count} votes`,
  discussed: 'Discussed',
  due: (date) => `due ${date}`,
  alsoCalled: (titles) => `Also called: ${titles}`,
  reaction: (kind, count) => `${kind} ${count}`,
  moodName: (mood) => `mood ${mood}`,
  moodAnswers: (count) => `${count} answers`,
};
