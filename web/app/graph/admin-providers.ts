import { graphql, type ResultOf } from './graphql.ts';

export const AdminProviders = graphql(`
  query AdminProviders {
    providers {
      id
      kind
      name
      title
      dialect
      enabled
      url
      promotionsAllowed
      currencies
      secretFingerprint
      mostBets {
        amount
        currency
      }
      mostPayouts {
        amount
        currency
      }
      promotionsPerDay {
        amount
        currency
      }
      policy {
        name
        value
        own
      }
      heldPayouts {
        reference
        amount
        currency
        heldAt
      }
      health {
        state
        calls
        failures
        lastFailureAt
        lastFailure
        latencyMs
      }
      lastSync {
        at
        added
        changed
        gone
      }
    }
  }
`);

export const ConfigureProvider = graphql(`
  mutation ConfigureProvider($input: ConfigureProviderInput!) {
    configureProvider(input: $input) {
      id
      enabled
    }
  }
`);

export const SyncProvider = graphql(`
  mutation SyncProvider($input: SyncProviderInput!) {
    syncProvider(input: $input) {
      applied
      added
      changed
      gone
      unchanged
      changes {
        kind
        code
        title
        fields {
          name
          before
          after
        }
      }
    }
  }
`);

export const ReleaseProviderCap = graphql(`
  mutation ReleaseProviderCap($input: ReleaseProviderCapInput!) {
    releaseProviderCap(input: $input) {
      id
    }
  }
`);

export type ProviderRow = NonNullable<ResultOf<typeof AdminProviders>['providers']>[number];
export type ProviderSync = ResultOf<typeof SyncProvider>['syncProvider'];
