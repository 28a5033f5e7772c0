import { identity } from './0001-identity.ts';
import { meetings } from './0002-meetings.ts';
import { work } from './0003-work.ts';
import { people } from './0004-people.ts';
import { carried } from './0007-carried.ts';
import { setup } from './0008-setup.ts';
import { pictures } from './0009-pictures.ts';

/** All migrations, in the order they run. One that has been released is never changed: add another. */
export const migrations: readonly { readonly name: string; readonly sql: string }[] = [
  { name: '0001-identity', sql: identity },
  { name: '0002-meetings', sql: meetings },
  { name: '0003-work', sql: work },
  { name: '0004-people', sql: people },
  { name: '0007-carried', sql: carried },
  { name: '0008-setup', sql: setup },
  { name: '0009-pictures', sql: pictures },
];
