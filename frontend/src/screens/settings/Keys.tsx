import type { Shape } from "@shortlist/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { answer, api } from "@/app/api";
import { Button, Loaded, Problem, Select, Table, TextField } from "@/parts";
import { useFormat, useWords } from "@/words";
import { Once } from "./Once";
import { Sure } from "./Sure";
import styles from "./settings.module.css";

type Key = Shape<"ApiKeyOut">;

/** Keys of programs: made, shown once, revoked. */
export function Keys() {
  const { settings: words } = useWords();
  const format = useFormat();
  const keys = useQuery({
    queryKey: ["api-keys", { limit: 100 }],
    queryFn: () => answer(api.GET("/api/v1/api-keys", { params: { query: { limit: 100 } } })),
  });
  return (
    <div className="card stack">
      <p className="soft">{words.keysLead}</p>
      <NewKey />
      <Loaded query={keys}>
        {({ items }) =>
          items.length === 0 ? <p className="soft">{words.noKeys}</p> : (
            <Table
              caption={words.keys}
              rows={items}
              rowKey={({ key_id: id }) => id}
              columns={[
                { key: "name", head: words.name, isRowHead: true, cell: (one) => one.name },
                { key: "role", head: words.role, cell: (one) => words.roles[one.role] },
                { key: "used", head: words.lastUsed, cell: (one) => (one.last_used_at ? format.dateTime(one.last_used_at) : words.never) },
                { key: "expires", head: words.expires, cell: (one) => (one.expires_at ? format.date(one.expires_at) : words.neverExpires) },
                { key: "revoke", head: words.revoke, cell: (one) => <Revoke of={one} /> },
              ]}
            />
          )
        }
      </Loaded>
    </div>
  );
}

function NewKey() {
  const { settings: words } = useWords();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [role, setRole] = useState<Key["role"]>("recruiter");
  const [ends, setEnds] = useState("");
  const [secret, setSecret] = useState<string | null>(null);
  const make = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/api-keys", { body: { name, role, expires_at: ends ? new Date(`${ends}T23:59:59`).toISOString() : null } })),
    onSuccess: ({ key }) => {
      setName("");
      setSecret(key ?? null);
      void client.invalidateQueries({ queryKey: ["api-keys"] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <form className={styles.form} onSubmit={submit} aria-label={words.newKey}>
      <TextField label={words.keyName} required maxLength={300} value={name} onChange={(event) => setName(event.target.value)} />
      <Select label={words.role} value={role} options={[["recruiter", words.roles.recruiter], ["admin", words.roles.admin]]} onChange={(event) => setRole(event.target.value as Key["role"])} />
      <TextField label={words.expiresAt} type="date" value={ends} onChange={(event) => setEnds(event.target.value)} />
      <Button kind="primary" type="submit" isBusy={make.isPending}>{words.makeKey}</Button>
      {make.error && <Problem error={make.error} />}
      <Once title={words.newKey} says={words.keyMade} secret={secret} onClose={() => setSecret(null)} />
    </form>
  );
}

function Revoke({ of: { key_id: id, name } }: { of: Key }) {
  const { settings: words } = useWords();
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => answer(api.DELETE("/api/v1/api-keys/{key_id}", { params: { path: { key_id: id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["api-keys"] }),
  });
  return <Sure says={words.revoke} of={name} question={words.reallyRevoke} doing={revoke} />;
}
