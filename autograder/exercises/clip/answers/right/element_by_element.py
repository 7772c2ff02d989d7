# Visits every element in plain loops over two indices.
def clip(gradients, maxValue):
    for key in ["dWaa", "dWax", "dWya", "db", "dby"]:
        matrix = gradients[key]
        rows, columns = matrix.shape
        for i in range(rows):
            for j in range(columns):
                if matrix[i, j] > maxValue:
                    matrix[i, j] = maxValue
                elif matrix[i, j] < -maxValue:
                    matrix[i, j] = -maxValue
    return gradients
