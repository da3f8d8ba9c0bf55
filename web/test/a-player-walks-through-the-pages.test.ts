import { launchBrowser } from '@croupier/testkit';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startWeb, type RunningWeb } from './start-web.ts';

type Browser = Awaited<ReturnType<typeof launchBrowser>>;
type Page = Awaited<ReturnType<Browser['newPage']>>;

const built = existsSync(new URL('../build/server/index.js', import.meta.url));

/** The pages in a real Chromium, before the stub gateway: nothing may ever be said on the console. */
describe.skipIf(!built)('the pages of web (built)', { timeout: 60_000 }, () => {
  let web: RunningWeb;
  let browser: Browser;
  const said: string[] = [];

  beforeAll(async () => {
    web = await startWeb({ pages: true });
    browser = await launchBrowser();
  });
  beforeEach(() => void (said.length = 0));
  afterAll(async () => {
    await browser?.close();
    await web?.stop();
  });

  async function visitor(locale: string, scripts = true): Promise<Page> {
    const context = await browser.newContext({
      locale,
      javaScriptEnabled: scripts,
      viewport: { width: 1280, height: 900 },
    });
    const page = await context.newPage();
    page.on(
      'console',
      (message) => ['error', 'warning'].includes(message.type()) && said.push(`${page.url()}: ${message.text()}`),
    );
    page.on('pageerror', (error) => said.push(`${page.url()}: ${error.message}`));
    return page;
  }

  const soon = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 10_000 });

  const paymentReaders = () => [...web.stub.house.listeners].filter(({ field }) => field === 'paymentUpdated');

  async function balance(page: Page, name = 'Balance'): Promise<string> {
    return ((await page.getByLabel(name, { exact: true }).textContent()) ?? '').trim();
  }

  it('lead a new player from the first click to a withdrawal', async () => {
    const page = await visitor('en');
    await page.goto(`${web.url}/`);
    await page.getByRole('link', { name: 'Play Dice' }).click();
    await page.waitForURL(`${web.url}/play/dice`); // the lobby has such a link too
    await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
    await page.getByLabel('Telegram id').fill('424242');
    await page.getByLabel('First name').fill('Nina');
    await page.getByRole('button', { name: 'Sign in as this Telegram user' }).click();
    await page.getByLabel('E-mail').fill('nina@example.org');
    await page.getByRole('button', { name: 'Send the code' }).click();
    await page.getByLabel('Code').fill('111111');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('The code is not right').waitFor();
    await page.getByLabel('Code').fill('000000');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('button', { name: 'Set up' }).click();
    expect(await page.getByTestId('totp-secret').textContent()).toBe('JBSWY3DPEHPK3PXP');
    await page.getByLabel('Code').fill('000000');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL(`${web.url}/play/dice`); // where the journey began
    await soon(() => balance(page)).toBe('€0.00');

    await page.goto(`${web.url}/deposit`);
    await page.getByLabel('Amount').fill('50.00');
    await page.getByRole('button', { name: 'Continue to payment' }).click();
    await page.getByRole('button', { name: 'Pay' }).click();
    await page.waitForURL(`${web.url}/payments`);
    await page.getByText('Succeeded').first().waitFor();
    await soon(() => balance(page)).toBe('€50.00');

    await page.goto(`${web.url}/play/dice`);
    await page.getByRole('button', { name: 'Play for real' }).click();
    await page.frameLocator('iframe').getByRole('button', { name: /Play/ }).click();
    await soon(() => balance(page)).toBe('€50.98'); // pushed: the page itself did nothing

    await page.goto(`${web.url}/withdraw`);
    await page.getByRole('link', { name: 'Verify identity' }).click();
    await page.getByLabel('Full name').fill('Nina Example');
    await page.getByLabel('Date of birth').fill('1990-01-02');
    await page.getByLabel('Country').fill('lv');
    await page
      .getByLabel(/A photo or PDF/)
      .setInputFiles({ name: 'passport.png', mimeType: 'image/png', buffer: Buffer.from('not really') });
    await page.getByRole('button', { name: 'Send for checking' }).click();
    await page.getByText('Being checked', { exact: true }).waitFor();
    const nina = [...web.stub.house.people.values()].find(
      (person) => person.displayName === 'Nina' && person.kyc.status === 'PENDING',
    )!;
    nina.kyc.status = 'APPROVED';
    await page.goto(`${web.url}/withdraw`);
    await page.getByLabel('Amount').fill('20.00');
    await page.getByLabel('Where to').fill('LV80BANK0000435195001');
    const before = paymentReaders();
    await page.getByRole('button', { name: 'Request withdrawal' }).click();
    await page.getByText('In review').first().waitFor();
    await soon(() => balance(page)).toBe('€30.98');
    const withdrawal = [...web.stub.house.payments.values()].find((payment) => payment.kind === 'WITHDRAWAL')!;
    await soon(async () => paymentReaders().some((reader) => !before.includes(reader))).toBe(true); // nobody hears of what happened before
    web.stub.house.move(withdrawal, 'PROCESSING', 'staff');
    await soon(() => page.locator(`[data-payment="${withdrawal.id}"]`).textContent()).toContain('On its way');
    withdrawal.status = 'SUCCEEDED'; // without a push: one may be missed while the socket is opening
    await soon(() => page.locator(`[data-payment="${withdrawal.id}"]`).textContent()).toContain('Succeeded');

    await page.goto(`${web.url}/exchange`);
    await page.getByLabel('You give').fill('10.00');
    await page.getByRole('button', { name: 'Show the rate' }).click();
    await page.getByText('1 EUR = 1.1 USD').waitFor();
    await page.getByRole('button', { name: 'Exchange', exact: true }).click();
    await page.waitForURL(`${web.url}/wallet?currency=USD`);
    await soon(() => balance(page)).toBe('€20.98');
    expect(said).toEqual([]);
    expect(web.stub.texts).toEqual([]); // hashes alone, over sockets too
    await page.context().close();
  });

  it('speak Russian to who wants it, remember it, and show every page of a player without a word on the console', async () => {
    const page = await visitor('ru');
    await page.goto(`${web.url}/sign-in`);
    expect(await page.locator('html').getAttribute('lang')).toBe('ru');
    await page.getByRole('button', { name: 'Войти как Alice' }).click();
    await page.waitForURL(`${web.url}/`);
    await soon(() => balance(page, 'Баланс')).toBe('1\u00a0000,00\u00a0€');
    for (const path of [
      '/wallet',
      '/wallet?kind=BET',
      '/deposit',
      '/withdraw',
      '/payments',
      '/exchange',
      '/identity',
      '/limits',
      '/rounds',
      '/free-rounds',
      '/play/slots',
      '/?search=нет+такой',
    ]) {
      await page.goto(web.url + path, { waitUntil: 'networkidle' });
      await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' });
    }
    await page.getByText('Под эти фильтры нет игр').waitFor();
    await page.getByRole('button', { name: 'Язык: English' }).click();
    await page.getByText('No game fits these filters').waitFor();
    await page.reload();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    expect(said).toEqual([]);
    await page.context().close();
  });

  it('show a player the free rounds that they were given, by the account’s menu', async () => {
    const page = await visitor('ru');
    await page.goto(`${web.url}/sign-in`);
    await page.getByRole('button', { name: 'Войти как Bob' }).click();
    await page.waitForURL(`${web.url}/`);
    await page.getByRole('button', { name: 'Профиль' }).click();
    await page.getByRole('menuitem', { name: 'Бесплатные раунды' }).click();
    await page.getByText('Бесплатных раундов пока нет').waitFor();
    const { house } = web.stub;
    const bob = [...house.people.values()].find((person) => person.displayName === 'Bob')!;
    const given = { rounds: 10, stake: { amount: '0.20', currency: 'EUR' }, expiresAt: '2027-01-31T12:00:00.000Z' };
    house.freeRounds.push({ ...given, id: 'f-1', userId: bob.id, code: 'slots', status: 'ACTIVE', played: 7 });
    bob.bonuses.push({ ...given, id: 'b-1', kind: 'FREE_ROUNDS', status: 'USED', gameCode: 'dice', roundsLeft: 0 });
    await page.reload();
    await page.getByRole('region', { name: 'Бесплатные раунды' }).waitFor();
    const cells = await page.getByRole('region', { name: 'Бесплатные раунды' }).getByRole('cell').allTextContents();
    expect(cells.filter((_, index) => ![3, 8].includes(index))).toEqual([
      ...['dice', '0 из 10', '0,20\u00a0€', 'Сыграны'],
      ...['Слоты', '3 из 10', '0,20\u00a0€', 'Готовы'],
    ]);
    expect([cells[3], cells[8]].every((until) => until?.includes('2027'))).toBe(true);
    await page.getByRole('link', { name: 'Слоты' }).click();
    await page.waitForURL(`${web.url}/play/slots`);
    expect(said).toEqual([]);
    await page.context().close();
  });

  it('set limits, and ask before an exclusion', async () => {
    const page = await visitor('en');
    await page.goto(`${web.url}/sign-in?next=/limits`);
    await page.getByRole('button', { name: 'Sign in as Bob' }).click();
    await page.getByLabel('Amount, EUR').fill('100');
    await page.getByRole('button', { name: 'Set limit' }).click();
    await page.getByText('Deposits a day').waitFor();
    await page.getByRole('button', { name: 'Exclude me' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect([...web.stub.house.people.values()].find((person) => person.displayName === 'Bob')!.status).toBe('ACTIVE');
    await page.getByRole('button', { name: 'Exclude me' }).click();
    await dialog.getByRole('button', { name: 'Exclude me' }).click();
    await page.getByText(/You are excluded from play until/).waitFor();
    expect(said).toEqual([]);
    await page.context().close();
  });

  it('open the console to staff, every section and GraphiQL too, and not to players', async () => {
    const page = await visitor('en');
    await page.goto(`${web.url}/sign-in?next=/admin`);
    await page.getByRole('button', { name: 'Sign in as Olga' }).click();
    await page.getByRole('link', { name: 'Alice' }).waitFor();
    for (const section of ['payments', 'adjustments', 'reports', 'games', 'alerts', 'audit']) {
      await page.goto(`${web.url}/admin/${section}`, { waitUntil: 'networkidle' });
      await page.getByRole('heading', { level: 1 }).waitFor();
    }
    await page.goto(`${web.url}/admin/graphiql`);
    await page.getByText('WhoAmI').first().waitFor();
    const execute = page.getByRole('button', { name: /Execute query/ });
    const answered = async () => (await page.getByText('"Olga"').count()) > 0 || (await execute.click(), false);
    await expect.poll(answered, { timeout: 20_000, interval: 1_000 }).toBe(true);
    await page.goto(`${web.url}/admin/games`);
    await page.getByRole('button', { name: 'Close the game' }).first().click();
    await page.getByRole('button', { name: 'Open the game' }).first().waitFor();
    expect(said).toEqual([]);
    await page.context().close();

    const player = await visitor('en');
    await player.goto(`${web.url}/sign-in`);
    await player.getByRole('button', { name: 'Sign in as Alice' }).click();
    await player.waitForURL(`${web.url}/`);
    expect((await player.goto(`${web.url}/admin/reports`))!.status()).toBe(403);
    await player.getByText('The console is for staff.').waitFor();
    await player.context().close();
  });

  it('say so, once, where the gateway knows other operations than this build', async () => {
    const page = await visitor('en');
    await page.goto(`${web.url}/sign-in`);
    await page.getByRole('button', { name: 'Sign in as Alice' }).click();
    await page.waitForURL(`${web.url}/`);
    const known = [...web.stub.operations];
    web.stub.operations.clear();
    await page.goto(`${web.url}/wallet`, { waitUntil: 'networkidle' }); // never idle where it were tried again and again
    await page.getByText('This page is of another version than the house').waitFor();
    expect(web.stub.texts.filter((text) => text.includes('WalletHistory'))).toEqual([]);
    for (const [hash, text] of known) web.stub.operations.set(hash, text);
    await page.context().close();
  });

  it('sign people in without scripts', async () => {
    const page = await visitor('en', false);
    await page.goto(`${web.url}/sign-in`);
    await page.getByRole('button', { name: 'Sign in as Alice' }).click();
    expect(await balance(page)).toMatch(/^€/);
    await page.context().close();
  });

  it('forget a session that ended elsewhere', async () => {
    const page = await visitor('en');
    await page.goto(`${web.url}/sign-in?next=/wallet`);
    await page.getByRole('button', { name: 'Sign in as Alice' }).click();
    await page.waitForURL(`${web.url}/wallet`);
    web.stub.tokens.endAll();
    // The page may leave by itself, when its socket is refused, before it is asked to.
    await page.goto(`${web.url}/wallet`).catch(() => undefined);
    await page.waitForURL(`${web.url}/sign-in?next=%2Fwallet`);
    await page.context().close();
  });
});
