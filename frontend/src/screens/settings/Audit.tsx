import type { Shape } from "@shortlist/client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api } from "@/app/api";
import { saveFile } from "@/app/saveFile";
import { Button, Loaded, Pager, Select, Table, useToast } from "@/parts";
import { useFormat, useWords } from "@/words";

type Action = Shape<"AuditOut">["action"];
const ACTIONS: readonly Action[] = [
  "viewed", "searched", "downloaded", "exported", "created", "changed", "moved", "matched", "erased", "restored", "invited", "told", "logged_in",
  "logged_out", "login_failed",
];

/** Who saw and changed what. */
export function Audit() {
  const { settings: words } = useWords();
  const format = useFormat();
  const say = useToast();
  const [action, setAction] = useState("");
  const [page, setPage] = useState(1);
  const chosen = action ? { action: action as Action } : {};
  const audit = useQuery({
    queryKey: ["audit", { action, page }],
    queryFn: () => answer(api.GET("/api/v1/audit", { params: { query: { ...chosen, page } } })),
    placeholderData: (before) => before,
  });
  const users = useQuery({
    queryKey: ["users", { limit: 100 }],
    queryFn: () => answer(api.GET("/api/v1/users", { params: { query: { limit: 100 } } })),
  });
  const nameOf = (id: number | null | undefined) => users.data?.items.find((one) => one.user_id === id)?.full_name ?? id;
  const download = () => api.download(`/api/v1/audit?format=csv${action && `&action=${action}`}`).then(saveFile).catch((error: Error) => say(error.message, "bad"));
  return (
    <div className="card stack">
      <p className="soft">{words.auditLead}</p>
      <div className="row">
        <Select label={words.action} value={action} options={[["", words.anyAction], ...ACTIONS.map((one) => [one, words.actions[one]] as const)]}
          onChange={(event) => { setAction(event.target.value); setPage(1); }} />
        <Button icon="download" onClick={() => void download()}>{words.csv}</Button>
      </div>
      <Loaded query={audit}>
        {(found) => {
          if (typeof found === "string") return null;
          return found.items.length === 0 ? <p className="soft">{words.noEntries}</p> : (
            <>
              <Table
                caption={words.audit}
                rows={found.items}
                rowKey={({ entry_id: id }) => id}
                columns={[
                  { key: "when", head: words.when, isRowHead: true, cell: (one) => format.dateTime(one.at) },
                  { key: "who", head: words.who, cell: (one) => nameOf(one.user_id) ?? [(words.ways as Record<string, string>)[one.via] ?? one.via, one.key_id].filter(Boolean).join(" ") },
                  { key: "action", head: words.action, cell: (one) => words.actions[one.action] },
                  { key: "what", head: words.what, cell: (one) => [one.kind, one.key, one.resume_ids.slice(0, 5).join(", ")].filter(Boolean).join(" ") },
                ]}
              />
              <Pager page={page} limit={found.limit} total={found.total} onPage={setPage} />
            </>
          );
        }}
      </Loaded>
    </div>
  );
}
