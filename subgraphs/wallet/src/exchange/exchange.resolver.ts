import { Allow, userIdOf } from '@croupier/kit';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { WalletContext } from '../room.ts';
import { ExchangeInput, QuoteExchangeInput } from './exchange.args.ts';
import { exchangeMoney } from './exchange-money.ts';
import { ExchangeQuote } from './exchange-quote.entity.ts';
import { Exchange } from './exchange.type.ts';
import { quoteExchange } from './quote-exchange.ts';

@Resolver()
export class ExchangeResolver {
  @Allow('PLAYER')
  @Mutation(() => ExchangeQuote, { description: 'Quotes an exchange between one’s own wallets; holds for 30 seconds' })
  quoteExchange(
    @Arg('input', () => QuoteExchangeInput) input: QuoteExchangeInput,
    @Ctx() ctx: WalletContext,
  ): Promise<ExchangeQuote> {
    return quoteExchange(ctx, userIdOf(ctx.identity)!, input);
  }

  @Allow('PLAYER')
  @Mutation(() => Exchange, {
    description: 'Exchanges as a quote says, once; opens the second wallet where it is missing',
  })
  exchange(@Arg('input', () => ExchangeInput) input: ExchangeInput, @Ctx() ctx: WalletContext): Promise<Exchange> {
    return exchangeMoney(ctx, userIdOf(ctx.identity)!, input);
  }
}
