import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { useMutation } from '@apollo/client/react';
import { useRevalidator } from '@remix-run/react';
import { useTell } from '../ui/toasts.tsx';

/** A deed of staff: does it, says what came of it, and loads the page afresh. Answers whether it was done. */
export function useDeed<Data, Variables extends OperationVariables>(
  mutation: TypedDocumentNode<Data, Variables>,
): [(variables: Variables, done: string) => Promise<boolean>, boolean] {
  const tell = useTell();
  const { revalidate } = useRevalidator();
  const [mutate, { loading }] = useMutation(mutation as TypedDocumentNode<Data>);
  async function act(variables: Variables, done: string): Promise<boolean> {
    try {
      await mutate({ variables } as Parameters<typeof mutate>[0]);
      tell.good(done);
      await revalidate();
      return true;
    } catch (error) {
      tell.refused(error);
      return false;
    }
  }
  return [act, loading];
}
