/** What the people of the demo write: usual words, long ones, words from right to left. */

export const names = ['Maria Álvarez', 'Jonas Petersen', 'Sofia Okafor', 'Lukas Kim', 'Tomás Rey'];
export const awaitedNames = ['Amélie Durand', 'Noor Haddad'];

export interface WrittenWords {
  readonly column: string;
  readonly text: string;
}

/** Notes by person. */
export const written: readonly (readonly WrittenWords[])[] = [
  [
    { column: 'start', text: 'Write the rollback steps before we deploy' },
    { column: 'start', text: 'Ten minutes of demo every Friday, whoever has something' },
    { column: 'stop', text: 'Merging on Friday afternoon 🙃' },
    { column: 'continue', text: 'Short standups. Fifteen minutes was enough every day but one.' },
  ],
  [
    { column: 'start', text: 'Canary for the billing job' },
    { column: 'stop', text: 'Two trackers for the same work' },
  ],
  [
    { column: 'start', text: 'Pair on the incident handbook' },
    { column: 'stop', text: 'Hotfixes after five' },
    { column: 'continue', text: 'שאלנו את התמיכה על שלוש התלונות הגדולות' },
  ],
  [
    { column: 'start', text: 'Checklist in the pull request' },
    {
      column: 'stop',
      text: 'Meetings without an owner: nobody knows why we are there, and nobody dares to leave',
    },
    { column: 'continue', text: 'Asking support for the three loudest complaints each week' },
  ],
  [
    {
      column: 'stop',
      text: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
    },
  ],
];

const sentence = 'We released on a Friday again, and the on-call engineer had to roll it back by hand. ';

/** A note as long as a note may be. */
export const longest = sentence.repeat(60).slice(0, 5_000);

export const talk =
  'The rollback took forty minutes because nobody knew the order of the steps.\nWe agree: no deploy without them.\nSofia tries it on the billing job first.';

/** Open action items of an earlier retrospective. */
export const earlierItems = [
  { text: 'Move the alerts of the billing job to the team channel', owner: { name: 'Jonas Petersen' } },
  { text: 'Ask support for the three loudest complaints', owner: null },
].map((item, at) => ({
  ...item,
  id: `11111111-0000-4000-8000-00000000000${at}`,
  due: at === 0 ? '2026-11-20' : null,
  done: false,
}));
