/** Who I am, how I come in, my tokens. */
import { z } from 'zod';
import type { PreferencesChange } from '#shared/people/preferences.ts';
import type { Id } from '#shared/protocol/index.ts';
import { ask, field, nothing } from './ask.ts';
import * as shapes from './shapes.ts';

export const accountApi = {
  me: () => ask('GET', '/me', shapes.me),
  changeMe: (change: { name?: string; preferences?: PreferencesChange }) =>
    ask('PATCH', '/me', shapes.account, change),

  /** Where my picture is; null without one. */
  myPicture: () => field(ask('GET', '/me/picture', z.object({ url: z.string().nullable() })), 'url'),
  setPicture: (image: string) => ask('POST', '/me/picture', nothing, { image }),
  removePicture: () => ask('DELETE', '/me/picture', nothing),
  organisationPictures: (id: Id) =>
    field(ask('GET', `/organisations/${id}/pictures`, shapes.pictures), 'pictures'),
  meetingPictures: (id: Id) => field(ask('GET', `/meetings/${id}/pictures`, shapes.pictures), 'pictures'),

  next: () =>
    ask(
      'GET',
      '/me/next',
      z.object({ meetings: z.array(shapes.meeting), actionItems: z.array(shapes.actionItem) }),
    ),

  requestSignIn: (email: string) => ask('POST', '/sign-in', z.unknown(), { email }),
  signInByCode: (code: string) => ask('POST', '/sign-in/code', nothing, { code }),
  signInByLink: (token: string) => ask('POST', '/sign-in/link', nothing, { token }),
  signOut: () => ask('POST', '/sign-out', nothing),

  tokens: () => field(ask('GET', '/tokens', z.object({ tokens: z.array(shapes.token) })), 'tokens'),
  createToken: (name: string) => ask('POST', '/tokens', shapes.token.extend({ token: z.string() }), { name }),
  revokeToken: (id: Id) => ask('DELETE', `/tokens/${id}`, nothing),

  mailbox: () => field(ask('GET', '/mailbox', z.object({ mails: z.array(shapes.mail) })), 'mails'),
};
