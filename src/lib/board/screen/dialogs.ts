/** Which of the board's dialogs is open: one at a time. */
export type BoardDialog = 'people' | 'shortcuts' | 'alike' | 'change' | 'close';
