/** The sockets by which a container engine takes orders. Knows paths only. */

const SOCKET =
  /^(?:\/host)?(?:\/var)?\/run\/(?:docker\.sock|containerd\/containerd\.sock|podman\/podman\.sock|crio\/crio\.sock)$/;

/** Whether `path` is the socket of a container engine. */
export function dockerSocket(path: string): boolean {
  return SOCKET.test(path);
}
