/** One readable table of who may do what. Default: nobody. The server asks it on every route and event; screens ask it too. */

export type OrganisationRole = 'administrator' | 'manager' | 'member';

/** What a person is to an organisation, and to the team in question. */
export interface OrganisationActor {
  readonly role: OrganisationRole | null;
  readonly inTeam: boolean;
  readonly observer: boolean;
}

const isMember = (a: OrganisationActor) => a.role !== null;
const isManager = (a: OrganisationActor) => a.role === 'manager' || a.role === 'administrator';
const isAdministrator = (a: OrganisationActor) => a.role === 'administrator';

const organisationTable = {
  'organisation.read': isMember,
  'organisation.update': isAdministrator,
  'member.list': isMember,
  'member.update': isAdministrator,
  'member.remove': isAdministrator,
  'team.create': isManager,
  'team.read': (a: OrganisationActor) => isMember(a) && (a.inTeam || isManager(a)),
  'team.update': isManager,
  'team.member.update': isManager,
  'invite.create': isManager,
  'invite.revoke': isManager,
  'meeting.create': (a: OrganisationActor) => isMember(a) && a.inTeam && !a.observer,
  'meeting.read': (a: OrganisationActor) => isMember(a) && a.inTeam,
  'meeting.prepare': (a: OrganisationActor) => isMember(a) && a.inTeam && !a.observer,
  'template.read': (a: OrganisationActor) => isMember(a) && a.inTeam,
  'template.edit': (a: OrganisationActor) => isMember(a) && a.inTeam && !a.observer,
  'action-item.read': (a: OrganisationActor) => isMember(a) && a.inTeam,
  'action-item.update': (a: OrganisationActor) => isMember(a) && a.inTeam && !a.observer,
} as const satisfies Record<string, (actor: OrganisationActor) => boolean>;

export type OrganisationVerb = keyof typeof organisationTable;

/** What somebody is inside one meeting. */
export type MeetingSubject = 'member' | 'guest' | 'observer' | 'system';

interface InMeeting {
  readonly as: MeetingSubject;
  /** True for the meeting's present facilitator. */
  readonly facilitates: boolean;
  /** Managers and Administrators of the organisation. */
  readonly manages: boolean;
}

const writes = (a: InMeeting) => a.as === 'member' || a.as === 'guest';
const system = (a: InMeeting) => a.as === 'system';
const leads = (a: InMeeting) => (a.as === 'member' && a.facilitates) || system(a);

const meetingTable = {
  'document.read': (a: InMeeting) => a.as !== 'system',
  'document.write': writes,
  'card.publish': writes,
  'card.show': system,
  'card.remove': leads,
  vote: writes,
  done: writes,
  'action.edit': writes,
  'action.settle': (a: InMeeting) => a.as === 'member',
  mood: writes,
  comment: writes,
  react: writes,
  'votes.count': system,
  'topic.focus': leads,
  'step.move': leads,
  'timer.set': leads,
  'meeting.close': leads,
  // In a standup nobody leads: anybody of the team drives.
  'answers.publish': writes,
  'answers.mark': writes,
  'standup.drive': (a: InMeeting) => a.as === 'member' || system(a),
  'facilitation.claim': (a: InMeeting) => a.as === 'member',
  'facilitation.hand': leads,
  'meeting.lock': leads,
  'meeting.change': leads,
  'participant.remove': (a: InMeeting) => leads(a) || a.manages,
} as const satisfies Record<string, (actor: InMeeting) => boolean>;

export type MeetingVerb = keyof typeof meetingTable;

/** May this person do that in the organisation (and, where the verb is about a team, in that team)? */
export function can(actor: OrganisationActor, verb: OrganisationVerb): boolean {
  return organisationTable[verb](actor);
}

/** May this participant do that in the meeting? */
export function canInMeeting(actor: InMeeting, verb: MeetingVerb): boolean {
  return meetingTable[verb](actor);
}

/** All verbs, for the matrix tests. */
export const organisationVerbs = Object.keys(organisationTable) as OrganisationVerb[];
export const meetingVerbs = Object.keys(meetingTable) as MeetingVerb[];
