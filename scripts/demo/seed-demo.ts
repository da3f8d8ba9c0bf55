import type { RoleName } from '@croupier/contracts';
import { ensurePartnerKey, registerDemoPerson, type DemoPerson } from '../../subgraphs/users/src/index.ts';
import type { DemoHouse } from './demo-house.ts';

// Base32 texts that anybody may know: demo people exist only in a demo house.
const TOTP_SECRET = 'CROUPIERDEMOCROUPIERDEMOCROUPIER';

const person = (number: number, displayName: string, roles: RoleName[], kycApproved = true): DemoPerson => ({
  telegramId: String(100_000 + number),
  displayName,
  email: `${displayName.toLowerCase()}@demo.croupier.test`,
  roles,
  kycApproved,
  totpSecret: TOTP_SECRET,
});

/** Alice and Bob who play, Olga, Frank, Clara and Sam who work here, and the demo partner's key. Repeating it changes nothing. */
export async function seedDemo(house: DemoHouse): Promise<void> {
  const users = await house.users();
  const people = [
    person(1, 'Alice', ['PLAYER']),
    person(2, 'Bob', ['PLAYER'], false),
    person(3, 'Olga', ['ADMIN']),
    person(4, 'Frank', ['FINANCE']),
    person(5, 'Clara', ['COMPLIANCE']),
    person(6, 'Sam', ['SUPPORT']),
  ];
  for (const each of people) {
    const { id } = await registerDemoPerson(users.context(), each);
    if (each.displayName === 'Alice') await house.fund(id, '1000.00', 'EUR');
  }
  await ensurePartnerKey(users.context(), { name: 'demo-partner', keyText: 'demo-partner-key' });
}
