/** People of our own server, made as an operator makes them: by the command line. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);
const atOnce = 4;
const admin = fileURLToPath(new URL('../../server/admin.ts', import.meta.url));

const organisationSchema = z.object({
  organisationId: z.string(),
  teamId: z.string(),
  accountId: z.string(),
  token: z.string(),
});
const personSchema = z.object({ accountId: z.string(), token: z.string() });

export type Organisation = z.infer<typeof organisationSchema>;

/** Runs one command of the operator against the server whose environment is given; its answer is JSON on the last line. */
async function ask<T>(
  schema: z.ZodType<T>,
  env: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<T> {
  const { stdout } = await run(process.execPath, [admin, ...args], { env: { ...process.env, ...env } });
  const answer: unknown = JSON.parse(stdout.slice(stdout.indexOf('{')));
  return schema.parse(answer);
}

const email = (number: number) => `person-${number}@bench.example`;

/** An organisation with one team and its first person. */
export function createOrganisation(env: Readonly<Record<string, string>>): Promise<Organisation> {
  const options = ['--name', 'Bench', '--team', 'Bench', '--person-name', 'Person 0', '--email', email(0)];
  return ask(organisationSchema, env, ['create-organisation', ...options]);
}

/** Tokens of `count` further people of the team, a few at a time: each is a process. */
export async function createPeople(
  env: Readonly<Record<string, string>>,
  { organisationId, teamId }: Organisation,
  count: number,
): Promise<string[]> {
  const where = ['--organisation', organisationId, '--team', teamId];
  const create = (number: number) =>
    ask(personSchema, env, [
      'create-person',
      ...where,
      '--name',
      `Person ${number}`,
      '--email',
      email(number),
    ]);
  const tokens: string[] = [];
  for (let first = 1; first <= count; first += atOnce) {
    const numbers = Array.from({ length: Math.min(atOnce, count - first + 1) }, (_, index) => first + index);
    const made = await Promise.all(numbers.map(create));
    tokens.push(...made.map(({ token }) => token));
  }
  return tokens;
}
