import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api } from "@/app/api";
import { Button, Loaded, Pager, Table, useSentence } from "@/parts";
import { useFormat, useWords } from "@/words";

const LOOK_AGAIN_MS = 3000;

/** What was sent to a webhook and what it answered. */
export function Deliveries({ webhookId }: { webhookId: string }) {
  const { settings: words } = useWords();
  const format = useFormat();
  const [page, setPage] = useState(1);
  const deliveries = useQuery({
    queryKey: ["webhooks", webhookId, "deliveries", page],
    queryFn: () => answer(api.GET("/api/v1/webhooks/{webhook_id}/deliveries", { params: { path: { webhook_id: webhookId }, query: { page } } })),
    refetchInterval: LOOK_AGAIN_MS,
  });
  return (
    <Loaded query={deliveries}>
      {({ items, total, limit }) =>
        items.length === 0 ? <p className="soft">{words.noDeliveries}</p> : (
          <>
            <Table
              caption={words.deliveries}
              rows={items}
              rowKey={({ delivery_id: id }) => id}
              columns={[
                { key: "event", head: words.event, isRowHead: true, cell: (one) => (words.kinds as Record<string, string>)[one.event] ?? one.event },
                { key: "state", head: words.state, cell: (one) => words.deliveryStates[one.status] },
                { key: "answer", head: words.answered, cell: (one) => one.answer_code ?? one.problem ?? "–" },
                { key: "attempts", head: words.attempts, isNumber: true, cell: (one) => format.number(one.attempts) },
                { key: "when", head: words.when, cell: (one) => format.dateTime(one.done_at ?? one.created_at) },
                { key: "retry", head: words.retry, cell: (one) => <Retry deliveryId={one.delivery_id} /> },
              ]}
            />
            <Pager page={page} limit={limit} total={total} onPage={setPage} />
          </>
        )
      }
    </Loaded>
  );
}

function Retry({ deliveryId }: { deliveryId: string }) {
  const { settings: words } = useWords();
  const client = useQueryClient();
  const retry = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/deliveries/{delivery_id}/retry", { params: { path: { delivery_id: deliveryId } } })),
    onSettled: () => client.invalidateQueries({ queryKey: ["webhooks"] }),
  });
  const sentence = useSentence(retry.error);
  return (
    <>
      <Button size="s" isBusy={retry.isPending} onClick={() => retry.mutate()}>{words.retry}</Button>
      {retry.error && <span role="alert" className="small">{sentence}</span>}
    </>
  );
}
