/** The one table from error codes to words: what happened, that nothing was lost, what to do. */
import type { Failure } from '#lib/api/failure.ts';
import { m } from '#messages';

const words: Readonly<Record<Failure, () => string>> = {
  unreachable: m.error_unreachable,
  'not-signed-in': m.error_not_signed_in,
  'not-allowed': m.error_not_allowed,
  'not-found': m.error_not_found,
  'wrong-origin': m.error_wrong_origin,
  removed: m.error_removed,
  'guests-not-allowed': m.error_guests_not_allowed,
  'last-administrator': m.error_last_administrator,
  'code-wrong': m.error_code_wrong,
  'code-expired': m.error_code_expired,
  'other-browser': m.error_other_browser,
  'invite-expired': m.error_invite_expired,
  'bad-request': m.error_bad_request,
  'too-large': m.error_too_large,
  'too-many': m.error_too_many,
  'too-many-connections': m.error_too_many_connections,
  'changed-meanwhile': m.error_changed_meanwhile,
  'malformed-update': m.error_update_refused,
  'forged-writer': m.error_update_refused,
  'wrong-shape': m.error_update_refused,
  'over-cap': m.error_over_cap,
  'read-only': m.error_read_only,
  'unknown-history': m.error_out_of_step,
  'stale-replica': m.error_out_of_step,
  'meeting-not-started': m.error_meeting_not_started,
  'meeting-closed': m.error_meeting_closed,
  'meeting-locked': m.error_meeting_locked,
  'wrong-step': m.error_wrong_step,
  'already-moved': m.error_already_moved,
  'few-authors': m.few_authors_body,
  'no-votes-left': m.error_no_votes_left,
  'too-many-on-one': m.error_too_many_on_one,
  'not-saved': m.error_not_saved,
  restarting: m.error_restarting,
  'slow-reader': m.error_slow_reader,
  internal: m.error_internal,
};

/** What a person reads about a failure. */
export function explain(failure: Failure): string {
  return words[failure]();
}
