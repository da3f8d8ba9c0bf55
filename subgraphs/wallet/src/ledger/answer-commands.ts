/** Who may command the ledger, and what each may say. The asker is the subject: the broker lets each publish on its own alone. */
import { askCommands, type Command, type CommandResult, type Operation } from '@croupier/contracts';
import { defineAnswer, Forbidden } from '@croupier/kit';
import type { WalletContext } from '../room.ts';
import { checkCommand, DEMO_SCOPE } from './operation.ts';

type Asker = keyof typeof askCommands;

interface Permission {
  scope: RegExp;
  kinds: Operation['kind'][];
  holds: ('WITHDRAWAL' | 'BOOKMAKER_BET')[];
}

const PERMISSIONS: Record<Asker, Permission> = {
  games: {
    scope: /^(studio|bookmaker):.+/,
    // launchGame opens the wallet that it needs
    kinds: [
      ...(['bet', 'win', 'rollback', 'end_round', 'release_cap', 'hold', 'settle_bet', 'refund_bet'] as const),
      ...(['open_wallet', 'grant_free_rounds', 'end_free_rounds'] as const),
    ],
    holds: ['BOOKMAKER_BET'],
  },
  payments: {
    scope: /^psp:.+/,
    kinds: [
      ...(['reserve_deposit', 'release_deposit', 'deposit', 'chargeback', 'reverse_chargeback'] as const),
      ...(['hold', 'capture', 'release', 'open_wallet'] as const),
    ],
    holds: ['WITHDRAWAL'],
  },
  users: { scope: /^users$/, kinds: ['set_gate', 'open_wallet'], holds: [] },
};

/** Throws Forbidden for what this asker may not say, BadUserInput for what cannot be judged. */
function screen(asker: Asker, command: Command): void {
  const permission = PERMISSIONS[asker];
  if (!permission.scope.test(command.scope) || command.scope === DEMO_SCOPE)
    throw new Forbidden(`${asker} may not speak for ${command.scope}`);
  for (const operation of command.operations) {
    if (!permission.kinds.includes(operation.kind)) throw new Forbidden(`${asker} may not ${operation.kind}`);
    if (operation.kind === 'hold' && !permission.holds.includes(operation.purpose))
      throw new Forbidden(`${asker} may not hold for ${operation.purpose}`);
  }
  checkCommand(command);
}

/** A message is screened as a whole before any of its commands is judged: a malformed one is a bug of the asker. */
async function executeAll(
  ctx: WalletContext,
  asker: Asker,
  commands: Command[],
): Promise<{ results: CommandResult[] }> {
  for (const command of commands) screen(asker, command);
  return { results: await Promise.all(commands.map((command) => ctx.room.ledger.execute(command))) };
}

export const answerCommands = (Object.keys(askCommands) as Asker[]).map((asker) =>
  defineAnswer(askCommands[asker], (ctx: WalletContext, { commands }) => executeAll(ctx, asker, commands)),
);
