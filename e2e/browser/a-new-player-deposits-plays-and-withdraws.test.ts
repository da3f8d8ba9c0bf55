import { launchBrowser } from '@croupier/testkit';
import { randomInt } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { house } from '../src/house.ts';
import { codeFor } from '../src/people.ts';

type Browser = Awaited<ReturnType<typeof launchBrowser>>;
type Page = Awaited<ReturnType<Browser['newPage']>>;

/** The journey of the founding issue, by nothing but what people see and click. A word on any console fails it. */
describe('a new player deposits, plays and withdraws, in a browser', () => {
  const at = house();
  const telegramId = String(randomInt(10_000_000, 2_000_000_000));
  const name = `Nina${telegramId}`;
  const email = `nina-${telegramId}@example.test`;
  const said: string[] = [];
  let browser: Browser;
  let player: Page;

  beforeAll(async () => {
    browser = await launchBrowser();
    player = await visitor();
  });
  afterAll(() => browser?.close());

  async function visitor(): Promise<Page> {
    const context = await browser.newContext({ locale: 'en', viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    page.on(
      'console',
      (message) => ['error', 'warning'].includes(message.type()) && said.push(`${page.url()}: ${message.text()}`),
    );
    page.on('pageerror', (error) => said.push(`${page.url()}: ${error.message}`));
    return page;
  }

  async function staff(who: string, path: string): Promise<Page> {
    const page = await visitor();
    await page.goto(`${at.web}/sign-in?next=${encodeURIComponent(path)}`);
    await page.getByRole('button', { name: `Sign in as ${who}` }).click();
    await page.waitForURL(at.web + path);
    return page;
  }

  const shown = async () => ((await player.getByLabel('Balance', { exact: true }).textContent()) ?? '').trim();
  const balanceIs = (amount: string) => expect.poll(shown, { timeout: 15_000 }).toBe(amount);

  it('signs in: Telegram, e-mail, a second factor', async () => {
    await player.goto(`${at.web}/sign-in`);
    await player.getByLabel('Telegram id').fill(telegramId);
    await player.getByLabel('First name').fill(name);
    await player.getByRole('button', { name: 'Sign in as this Telegram user' }).click();
    await player.getByLabel('E-mail').fill(email);
    await player.getByRole('button', { name: 'Send the code' }).click();
    await player.getByLabel('Code').waitFor();
    await player.getByLabel('Code').fill(await codeFor(at.mailbox, email));
    await player.getByRole('button', { name: 'Confirm' }).click();
    await player.getByRole('button', { name: 'Set up' }).click();
    const secret = (await player.getByLabel('Secret', { exact: true }).textContent())!.trim();
    await player.getByLabel('Code').fill(new TOTP({ secret: Secret.fromBase32(secret) }).generate());
    await player.getByRole('button', { name: 'Sign in', exact: true }).click();
    await player.waitForURL(`${at.web}/`);
    await balanceIs('€0.00');
  });

  it('deposits on the payment provider’s page', async () => {
    await player.goto(`${at.web}/deposit`);
    await player.getByLabel('Amount').fill('100.00');
    await player.getByRole('button', { name: 'Continue to payment' }).click();
    await player.waitForURL(/\/psp\/checkout\//);
    await player.getByRole('button', { name: /^Pay/ }).click();
    await player.waitForURL(`${at.web}/payments`);
    await player.getByText('Succeeded').first().waitFor();
    await balanceIs('€100.00');
  });

  it('plays in the provider’s frame, and sees the balance move beside it', async () => {
    await player.goto(`${at.web}/`);
    await player.getByRole('link', { name: 'Play Dice' }).click();
    await player.getByRole('button', { name: 'Play for real' }).click();
    const game = player.frameLocator('iframe');
    await game.getByRole('button', { name: /^(Play|Roll)/ }).click();
    // Won or lost, a stake of 1.00 never leaves the balance where it was.
    await expect.poll(shown, { timeout: 15_000 }).not.toBe('€100.00');
    await player.goto(`${at.web}/rounds`);
    await expect.poll(() => player.getByRole('cell', { name: 'Dice' }).count(), { timeout: 10_000 }).toBe(1);
    await player.goto(`${at.web}/wallet`);
    await player.getByRole('cell', { name: /^Bet/ }).waitFor();
  });

  it('proves who they are to compliance', async () => {
    await player.goto(`${at.web}/identity`);
    await player.getByLabel('Full name').fill('Nina Example');
    await player.getByLabel('Date of birth').fill('1990-01-02');
    await player.getByLabel('Country').fill('LV');
    await player
      .getByLabel(/A photo or PDF/)
      .setInputFiles({ name: 'passport.png', mimeType: 'image/png', buffer: Buffer.from('iVBORw0KGgo=', 'base64') });
    await player.getByRole('button', { name: 'Send for checking' }).click();
    await player.getByText('Being checked', { exact: true }).waitFor();
    const clara = await staff('Clara', `/admin?search=${name}`);
    await clara.getByRole('link', { name }).click();
    await clara.getByRole('button', { name: 'Approve' }).click();
    await clara.getByText('Identity approved').waitFor();
    await clara.context().close();
  });

  it('withdraws, and a person in finance lets it go', async () => {
    await player.goto(`${at.web}/withdraw`);
    await player.getByLabel('Amount').fill('50.00');
    await player.getByLabel('Where to').fill('LV80BANK0000435195001');
    await player.getByRole('button', { name: 'Request withdrawal' }).click();
    await player.getByText('In review').first().waitFor();
    const frank = await staff('Frank', '/admin/payments');
    await frank
      .getByRole('row', { name: new RegExp(name) })
      .getByRole('button', { name: 'Approve' })
      .click();
    await frank.getByText('Approved').first().waitFor();
    // The player's page is told: nothing is loaded again.
    const card = player.locator('[data-payment]').first();
    await expect.poll(() => card.textContent(), { timeout: 20_000 }).toContain('Succeeded');
    await frank.goto(`${at.web}/admin/reports`);
    await expect
      .poll(async () => (await frank.reload(), frank.getByRole('cell', { name: 'EUR' }).count()), {
        timeout: 30_000,
        interval: 1_000,
      })
      .toBeGreaterThan(0);
    await frank.context().close();
  });

  it('signs out', async () => {
    await player.getByRole('button', { name: 'Account' }).click();
    await player.getByRole('menuitem', { name: 'Sign out' }).click();
    await player.getByRole('link', { name: 'Sign in' }).first().waitFor();
    await player.goto(`${at.web}/wallet`);
    await player.waitForURL(/\/sign-in\?next=%2Fwallet/);
  });

  it('and nothing was said on any console', () => {
    expect(said).toEqual([]);
  });
});
