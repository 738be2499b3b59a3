import type { Words } from "..";

export const board: Words["board"] = {
  title: "Papan",
  lead: "Sejauh mana kandidat pada sebuah lowongan.",
  empty: "Belum ada lowongan.",
};
