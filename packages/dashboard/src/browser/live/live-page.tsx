// The page of a run while it is measured.
import type { ComponentChildren } from "preact";

export const LivePage = ({ title }: { readonly title: string }): ComponentChildren => <h1>{title}</h1>;
