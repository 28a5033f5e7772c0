import { describe, expect, it } from 'vitest';
import {
  can,
  canInMeeting,
  meetingVerbs,
  organisationVerbs,
  type MeetingVerb,
  type OrganisationVerb,
} from './index.ts';

const nobody = { role: null, inTeam: false, observer: false } as const;
const actors = {
  stranger: nobody,
  member: { role: 'member', inTeam: true, observer: false },
  observer: { role: 'member', inTeam: true, observer: true },
  elsewhere: { role: 'member', inTeam: false, observer: false },
  manager: { role: 'manager', inTeam: false, observer: false },
  administrator: { role: 'administrator', inTeam: false, observer: false },
} as const;

const inOrganisation: Record<OrganisationVerb, readonly (keyof typeof actors)[]> = {
  'organisation.read': ['member', 'observer', 'elsewhere', 'manager', 'administrator'],
  'organisation.update': ['administrator'],
  'member.list': ['member', 'observer', 'elsewhere', 'manager', 'administrator'],
  'member.update': ['administrator'],
  'member.remove': ['administrator'],
  'team.create': ['manager', 'administrator'],
  'team.read': ['member', 'observer', 'manager', 'administrator'],
  'team.update': ['manager', 'administrator'],
  'team.member.update': ['manager', 'administrator'],
  'invite.create': ['manager', 'administrator'],
  'invite.revoke': ['manager', 'administrator'],
  'meeting.create': ['member'],
  'meeting.read': ['member', 'observer'],
  'meeting.prepare': ['member'],
  'template.read': ['member', 'observer'],
  'template.edit': ['member'],
  'action-item.read': ['member', 'observer'],
  'action-item.update': ['member'],
};

const places = {
  facilitator: { as: 'member', facilitates: true, manages: false },
  member: { as: 'member', facilitates: false, manages: false },
  manager: { as: 'member', facilitates: false, manages: true },
  guest: { as: 'guest', facilitates: false, manages: false },
  observer: { as: 'observer', facilitates: false, manages: false },
  system: { as: 'system', facilitates: false, manages: false },
} as const;

const everybodyWhoWrites = ['facilitator', 'member', 'manager', 'guest'] as const;
const inMeeting: Record<MeetingVerb, readonly (keyof typeof places)[]> = {
  'document.read': [...everybodyWhoWrites, 'observer'],
  'document.write': everybodyWhoWrites,
  'card.publish': everybodyWhoWrites,
  'card.show': ['system'],
  'card.remove': ['facilitator', 'system'],
  vote: everybodyWhoWrites,
  done: everybodyWhoWrites,
  'action.edit': everybodyWhoWrites,
  'action.settle': ['facilitator', 'member', 'manager'],
  mood: everybodyWhoWrites,
  comment: everybodyWhoWrites,
  react: everybodyWhoWrites,
  'votes.count': ['system'],
  'topic.focus': ['facilitator', 'system'],
  'step.move': ['facilitator', 'system'],
  'timer.set': ['facilitator', 'system'],
  'meeting.close': ['facilitator', 'system'],
  'answers.publish': everybodyWhoWrites,
  'answers.mark': everybodyWhoWrites,
  'standup.drive': ['facilitator', 'member', 'manager', 'system'],
  'facilitation.claim': ['facilitator', 'member', 'manager'],
  'facilitation.hand': ['facilitator', 'system'],
  'meeting.lock': ['facilitator', 'system'],
  'meeting.change': ['facilitator', 'system'],
  'participant.remove': ['facilitator', 'manager', 'system'],
};

describe('the permission table', () => {
  it.each(organisationVerbs)('%s is for exactly those in an organisation', (verb) => {
    const allowed = Object.entries(actors)
      .filter(([, actor]) => can(actor, verb))
      .map(([name]) => name);
    expect(allowed.sort()).toEqual([...inOrganisation[verb]].sort());
  });

  it.each(meetingVerbs)('%s is for exactly those in a meeting', (verb) => {
    const allowed = Object.entries(places)
      .filter(([, actor]) => canInMeeting(actor, verb))
      .map(([name]) => name);
    expect(allowed.sort()).toEqual([...inMeeting[verb]].sort());
  });
});
