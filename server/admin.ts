/** `npm run admin -- <command>`: what an operator does from a shell. Answers JSON on stdout, problems on stderr. */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { ConfigError } from './config.ts';
import { emailField, idField, nameField, roleField } from './http/fields.ts';
import { openOperator, type Operator } from './operator.ts';

/** What the operator did wrong; anything else that goes wrong is a fault of ours and shows where. */
class Mistake extends Error {}

interface Command {
  readonly usage: string;
  /** Checks the options before anything is opened; answers what to do then. */
  prepare(options: unknown): (operator: Operator) => Promise<unknown>;
}

const newOrganisation = z.strictObject({
  name: nameField,
  team: nameField,
  email: emailField,
  'person-name': nameField,
});

const newPerson = z.strictObject({
  organisation: idField,
  team: idField,
  email: emailField,
  name: nameField,
  role: roleField.default('member'),
  observer: z.boolean().default(false),
});

async function createPerson({ identity }: Operator, email: string, name: string) {
  const account = await identity.accounts.create(email, name);
  // A token for somebody who exists would let an operator act as them.
  if (!account) throw new Mistake('somebody has this address already: invite them instead');
  return {
    accountId: account.id,
    token: (await identity.tokens.create(account.id, 'made by an operator')).token,
  };
}

const commands: Readonly<Record<string, Command>> = {
  'create-organisation': {
    usage: '--name <name> --team <name> --email <address> --person-name <name>',
    prepare(given) {
      const options = newOrganisation.parse(given);
      return async (operator) => {
        const person = await createPerson(operator, options.email, options['person-name']);
        const { organisations } = operator.identity;
        const { id, teamId } = await organisations.create(options.name, options.team, person.accountId);
        return { organisationId: id, teamId, ...person };
      };
    },
  },
  'create-person': {
    usage:
      '--organisation <id> --team <id> --email <address> --name <name> [--role administrator|manager|member] [--observer]',
    prepare(given) {
      const options = newPerson.parse(given);
      return async (operator) => {
        const { organisations, teams } = operator.identity;
        const team = await teams.get(options.team);
        if (team?.organisationId !== options.organisation)
          throw new Mistake('the organisation has no such team');
        const person = await createPerson(operator, options.email, options.name);
        await organisations.addMember(options.organisation, person.accountId, options.role);
        await teams.addMember(options.team, person.accountId, options.observer);
        return { organisationId: options.organisation, teamId: options.team, ...person };
      };
    },
  },
  list: {
    usage: '',
    prepare:
      () =>
      async ({ identity }) => ({ organisations: await identity.organisations.list() }),
  },
  health: {
    usage: '',
    prepare:
      () =>
      async ({ pool }) => {
        const { rows } = await pool.query<{ accounts: number; open: number; jobs: number }>(
          `select (select count(*) from accounts) as accounts,
          (select count(*) from meetings where state = 'open') as open,
          (select count(*) from jobs where run_at < now() - interval '1 minute') as jobs`,
        );
        const [counted] = rows;
        return {
          ok: true,
          accounts: counted?.accounts,
          openMeetings: counted?.open,
          overdueJobs: counted?.jobs,
        };
      },
  },
};

function usage(): string {
  const lines = Object.entries(commands).map(
    ([name, command]) => `  npm run admin -- ${name} ${command.usage}`,
  );
  return `Commands:\n${lines.join('\n')}\n`;
}

function readOptions(args: string[]): Record<string, unknown> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args,
    options: {
      name: text,
      team: text,
      email: text,
      'person-name': text,
      organisation: text,
      role: text,
      observer: { type: 'boolean' },
    },
  });
  return values;
}

/** What to tell the operator, or undefined when it is no mistake of theirs. */
function explain(error: unknown): string | undefined {
  if (error instanceof z.ZodError) {
    return error.issues.map(({ path, message }) => `--${path.join('.') || 'options'}: ${message}`).join('\n');
  }
  const badArgument =
    error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  if (error instanceof Mistake || error instanceof ConfigError || badArgument) return error.message;
  return undefined;
}

async function main([name = '', ...args]: string[]): Promise<number> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    process.stderr.write(usage());
    return name === 'help' ? 0 : 2;
  }
  let operator: Operator | undefined;
  try {
    const run = command.prepare(readOptions(args));
    operator = await openOperator();
    process.stdout.write(`${JSON.stringify(await run(operator))}\n`);
    return 0;
  } catch (error) {
    const explained = explain(error);
    if (explained === undefined) throw error;
    process.stderr.write(`${explained}\n`);
    return 1;
  } finally {
    await operator?.close();
  }
}

process.exitCode = await main(process.argv.slice(2));
