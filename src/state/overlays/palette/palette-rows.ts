import { disabledReason } from '../../keys/disabled-reason.ts';
import { type Binding, bindings } from '../../keys/keymap.ts';
import type { State } from '../../session/state.ts';

export type PaletteRow = { readonly binding: Binding; readonly reason?: string };

/** The commands of this screen that match every word, enabled ones first. */
export function paletteRows(state: State, text: string): readonly PaletteRow[] {
  const words = text.toLowerCase().split(/\s+/u).filter(Boolean);
  const rows = bindings
    .filter(binding => binding.screens.includes(state.screen) && binding.command !== 'palette')
    .filter(binding => {
      const searched = `${binding.label} ${binding.help} ${binding.command}`.toLowerCase();
      return words.every(word => searched.includes(word));
    })
    .map(binding => ({ binding, reason: disabledReason(binding.command, state) }));
  const first = words[0] ?? '';
  const rank = ({ binding, reason }: PaletteRow) =>
    (reason === undefined ? 0 : 2) + (binding.label.startsWith(first) ? 0 : 1);
  return rows.sort((a, b) => rank(a) - rank(b));
}
