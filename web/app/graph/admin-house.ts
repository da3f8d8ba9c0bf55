import { graphql, type ResultOf } from './graphql.ts';

export const ReportCatalog = graphql(`
  query ReportCatalog {
    reportCatalog {
      measures {
        name
        label
      }
      dimensions {
        name
        label
      }
    }
  }
`);

export const RunReport = graphql(`
  query RunReport($input: ReportInput!) {
    report(input: $input) {
      columns {
        key
        label
        type
      }
      rows
      totals
      freshAt
    }
  }
`);

export const ExportReport = graphql(`
  mutation ExportReport($input: ExportReportInput!) {
    exportReport(input: $input) {
      id
      status
    }
  }
`);

export const ReportExportState = graphql(`
  query ReportExportState($id: ID!) {
    reportExport(id: $id) {
      id
      status
      progress
      downloadUrl
    }
  }
`);

export const AdminGames = graphql(`
  query AdminGames($filter: GameFilter, $after: String, $locale: String!) {
    games(filter: $filter, first: 50, after: $after) {
      edges {
        node {
          id
          code
          slug
          title(locale: $locale)
          genre
          rtp
          enabled
          provider {
            id
            title
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export const SetGameEnabled = graphql(`
  mutation SetGameEnabled($input: SetGameEnabledInput!) {
    setGameEnabled(input: $input) {
      id
      enabled
    }
  }
`);

export const Alerts = graphql(`
  query Alerts($after: String) {
    alerts(first: 25, after: $after) {
      edges {
        node {
          id
          kind
          severity
          message
          status
          createdAt
          resolvedAt
          note
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export const ResolveAlert = graphql(`
  mutation ResolveAlert($input: ResolveAlertInput!) {
    resolveAlert(input: $input) {
      id
      status
      resolvedAt
      note
    }
  }
`);

export const AuditLog = graphql(`
  query AuditLog($after: String) {
    auditLog(first: 25, after: $after) {
      edges {
        node {
          id
          action
          subject
          reason
          createdAt
          actor {
            id
            displayName
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export type AlertRow = NonNullable<ResultOf<typeof Alerts>['alerts']>['edges'][number]['node'];
export type AuditRow = NonNullable<ResultOf<typeof AuditLog>['auditLog']>['edges'][number]['node'];
export type AdminGameRow = NonNullable<ResultOf<typeof AdminGames>['games']>['edges'][number]['node'];
