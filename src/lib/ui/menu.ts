import type { Component } from 'svelte';

/** One line of a menu. */
export interface MenuItem {
  readonly label: string;
  readonly icon?: Component<{ size?: number | string; 'aria-hidden'?: 'true' }>;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  choose(): void;
}
