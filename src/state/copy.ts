import type { Desk } from './session.ts';
import type { MenuItem, State } from './state.ts';

export function copyMenuItems(_state: State): readonly MenuItem[] {
  return [];
}
export function copyChoice(_desk: Desk, _itemId: string): void {}
export function copyFocused(_desk: Desk): void {}
export function openFocused(_desk: Desk, _where: 'pager' | 'editor'): void {}
