/** L-07: one query is the list, and whoever may see a board finds it there. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openTestHttp, type TestHttp } from '#test/harness/http.ts';

let http: TestHttp;
beforeAll(async () => {
  http = await openTestHttp();
});
afterAll(() => http.close());

const list = z.object({ meetings: z.array(z.object({ id: z.string(), state: z.string() })) });
const made = z.object({ id: z.string() });

describe('the list of a team’s meetings', () => {
  test('L-07: holds every board that was made, by whoever, at the same moment too, for all who may see it', async () => {
    const [ada, ben, observer] = [
      await http.person('Ada'),
      await http.person('Ben'),
      await http.person('Observer'),
    ];
    const { organisations, teams } = http.identity;
    const { id, teamId } = await organisations.create('Acme', 'Crew', ada.id);
    for (const one of [ben, observer]) {
      await organisations.addMember(id, one.id, 'member');
      await teams.addMember(teamId, one.id, one === observer);
    }
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, at) =>
        (at % 2 ? ada : ben).client.post(`/api/teams/${teamId}/meetings`, {
          kind: 'retro',
          title: `Sprint ${at}`,
        }),
      ),
    );
    const ids = answers.map(({ body }) => made.parse(body).id).sort();
    expect(new Set(ids).size).toBe(12);
    for (const { client } of [ada, ben, observer]) {
      const listed = list.parse((await client.get(`/api/teams/${teamId}/meetings`)).body).meetings;
      expect(listed.map((one) => one.id).sort()).toEqual(ids);
      const page = list.parse((await client.get(`/api/teams/${teamId}`)).body).meetings;
      expect(page).toEqual(listed);
    }
  });
});
