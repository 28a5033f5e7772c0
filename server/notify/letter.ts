/** What notify is told about a mail: the store fills these. */

/** A mail about a meeting whose turn has come. */
export interface DueMail {
  readonly id: string;
  /** The account it goes to. */
  readonly to: string;
  readonly mail: 'invitation' | 'summary';
  readonly meetingId: string;
  /** This try included. */
  readonly attempts: number;
}

/** Whom it goes to, and what it is about. */
export interface Letter {
  readonly to: { readonly name: string; readonly email: string };
  readonly meeting: {
    readonly id: string;
    readonly kind: string;
    readonly title: string;
    readonly state: 'draft' | 'open' | 'closed';
    readonly team: string;
    /** Who made it; null when that is the receiver, or gone. */
    readonly by: string | null;
    /** As its kind stored it at the close; null before. */
    readonly summary: unknown;
  };
}
